"""What becomes of a user's account: how it begins, is recovered, and ends."""
