"""What the clients' facts may be: pure functions over text."""
