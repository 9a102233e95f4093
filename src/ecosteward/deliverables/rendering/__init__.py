"""Filling Word templates safely, checking them, and showing what came out."""
