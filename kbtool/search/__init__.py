"""Search: one analysis, one ranking, two engines (Whoosh here, JavaScript in `theme/`).

Nothing here knows pages or checks; Whoosh is known to `whoosh_index` alone.
"""
