"""What makes a release, and refuses a bad one: ``make release``."""
