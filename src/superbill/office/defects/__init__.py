"""What went wrong in the server, counted by place."""
