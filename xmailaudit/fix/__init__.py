"""From findings to a better configuration: plan, transaction, undo, export."""
