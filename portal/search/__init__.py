"""Which procedure does a person mean who types as people type?

No accents, wrong accents, raw Telex or VNI keystrokes, abbreviations, old names, slips, whole
sentences. `rules.understand` says what was meant (pure), `index.ProcedureIndex` finds the answers
(the only place that knows Whoosh), `ranking` says which comes first, `vocabulary` holds the words:
people's from `catalog/search/`, the catalogue's own from its names.

The index is a cache: it is rebuilt from the database at any time, and the site answers without it.
"""
