"""The grants of the token endpoint, a module for each (RFC 6749, section 1.3)."""
