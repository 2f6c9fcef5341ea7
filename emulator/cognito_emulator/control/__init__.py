"""What tests wish of an emulator and ask about it, past the API: for the plugin and over HTTP."""
