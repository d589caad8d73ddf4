"""Dossiers (人物、机构、地点、专题): everything the archive says of one person, body, place or topic, in time.

`naming` reads whom and what an article names when it comes in (`offices`, `bodies`, `topics`; `spelling` joins what is
surely the same), `dossier` is what is told of one of them, and `shelf` puts it together from what was read of all.
"""
