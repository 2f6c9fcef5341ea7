"""What tests do with an emulator and ask about it outside the API: for the plugin and over HTTP."""
