"""Services that stand in front of an app and let a pool's tokens in, or refuse them.

No gateway is built: a front decides on a request, and makes the event that the app would get.
"""
