"""The wire contract: the service model, its validator, the codec and the signatures."""
