"""Stand-ins on the web: identity providers to play with, their endpoints and their pages."""
