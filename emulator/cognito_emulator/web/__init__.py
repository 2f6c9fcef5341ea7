"""HTTP: the JSON API, discovery documents, control; and the server that carries them."""
