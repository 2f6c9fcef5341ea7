"""What Cognito does, free of HTTP and of wire spellings."""
