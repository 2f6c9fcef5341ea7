"""What every operation works with: its context, signing keys, the functions behind triggers."""
