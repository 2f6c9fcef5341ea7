"""Users: their names, attributes, passwords and groups."""
