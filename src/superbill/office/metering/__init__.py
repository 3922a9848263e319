"""What each person may read and use, counted exactly."""
