"""Signing in: flows that begin an attempt, rules that say what it still has to meet, challenges."""
