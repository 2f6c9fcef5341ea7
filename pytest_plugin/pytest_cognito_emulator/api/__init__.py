"""What a test holds: a pool, its users, clients and tokens, and the clock."""
