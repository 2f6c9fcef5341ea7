"""What proves who somebody is, beside the password: second factors, devices, passkeys."""
