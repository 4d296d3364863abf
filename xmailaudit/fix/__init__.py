"""From findings to a better configuration: plan, transaction, undo, export.

Only `fix/disk` changes a disk.  Knows `audit`'s values, no rule and no surface.
"""
