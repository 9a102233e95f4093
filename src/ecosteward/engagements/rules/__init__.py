"""What this room decides: pure functions over plain data."""
