"""User pools: their settings, and what is refused of them."""
