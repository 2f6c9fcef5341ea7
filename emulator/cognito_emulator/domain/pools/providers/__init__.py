"""The identity providers of a pool: what they are, what each type needs, what becomes of them."""
