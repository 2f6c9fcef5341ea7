"""Second factors: what a user has set up, which of them a pool asks for, and software tokens."""
