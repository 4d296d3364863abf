"""ACL: access maps and the other tables that decide who may connect."""
