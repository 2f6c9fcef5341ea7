"""What every operation works with: its context, and the functions behind triggers."""
