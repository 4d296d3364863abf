"""SUP: what the owner accepts: suppressions that ended or hide nothing, a baseline that is old.

These rules are run after all others, when it is known what is hidden.  One fact, one finding: a
suppression that is over is SUP001's alone, be it used or not; one that hides nothing SUP002's, be
it about to end or not.
"""
