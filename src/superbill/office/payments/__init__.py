"""Plans that are paid for."""
