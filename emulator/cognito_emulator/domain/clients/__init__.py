"""App clients: their settings, their secrets, and what is refused of them."""
