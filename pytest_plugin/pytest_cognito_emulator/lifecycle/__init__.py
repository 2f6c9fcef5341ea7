"""What the fixtures set up and take down: a session's emulator, and a test's pool."""
