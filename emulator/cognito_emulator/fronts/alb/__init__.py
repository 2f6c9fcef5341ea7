"""An Application Load Balancer: it signs users in at a pool, and tells its target who they are."""
