"""China's environmental norms as pure functions over value tables. Needs no Django, no database, no network."""
