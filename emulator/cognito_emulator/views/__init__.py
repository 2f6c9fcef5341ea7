"""Records as the API writes them: the one place for wire spellings.

A module per family of the API, as in `operations`; they know nothing of each other, but for the
`members` that several have. Members appear in no particular order here; the codec sorts them as
the service does.
"""
