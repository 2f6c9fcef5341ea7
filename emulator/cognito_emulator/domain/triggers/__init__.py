"""Lambda triggers: what each is told, when, and what becomes of its answer."""
