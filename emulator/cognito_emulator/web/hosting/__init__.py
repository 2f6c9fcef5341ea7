"""A pool's domain on the web: which one a request is for, and what all its pages share."""
