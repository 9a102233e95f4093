"""The built-in templates: one module per kind, run by the builder only."""
