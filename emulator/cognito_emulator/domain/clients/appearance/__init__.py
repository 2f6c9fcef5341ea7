"""What the pages of an app client look like, in both faces, and the terms that they link to."""
