"""Services in front of an app, as tests call them."""
