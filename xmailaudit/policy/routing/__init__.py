"""What becomes of mail for an address: resolved when it is accepted, and again when delivered.

`commands` reads the lines of mailproc.tab, cmdaliases and custdomains; `command_files` finds these
files; `hops` takes one step at delivery time; `route` follows all steps to their ends.
"""
