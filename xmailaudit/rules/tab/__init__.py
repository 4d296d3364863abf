"""TAB: rows of tables that do not do what they seem to."""
