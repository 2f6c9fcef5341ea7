"""Records as the API writes them: the one place for wire spellings, but for those of parts.

A part of a pool's or a client's settings reads and writes itself (`domain.work.parts`).
A module per family of the API, as in `operations`; they know nothing of each other, but for the
`members` that several have. Members appear in no particular order here; the codec sorts them as
the service does.
"""
