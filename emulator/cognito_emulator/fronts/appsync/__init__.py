"""AppSync: it lets a pool's tokens in, and tells resolvers and channel handlers who is there."""
