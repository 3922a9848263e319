"""The REST API under `/api/`: calls are declared in `resources/`, one file a group, and everything else follows from that."""
