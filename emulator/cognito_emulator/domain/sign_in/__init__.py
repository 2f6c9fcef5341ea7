"""Sign-in: from the first request to its tokens."""
