"""Measures what the product claims of its speed. Run by `./steward bench`; never part of a test's verdict."""
