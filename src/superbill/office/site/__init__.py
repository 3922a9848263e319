"""What an installation keeps for itself: its secrets."""
