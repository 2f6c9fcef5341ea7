"""Mails and text messages: their codes, their texts, and where they go."""
