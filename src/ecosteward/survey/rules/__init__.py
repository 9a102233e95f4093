"""What holds in a survey and a rectification: pure functions over plain data."""
