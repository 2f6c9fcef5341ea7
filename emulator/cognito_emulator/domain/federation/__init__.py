"""What is shared with identity providers."""
