"""Stand-ins for the identity providers of pools: who has an account there, and how they answer."""
