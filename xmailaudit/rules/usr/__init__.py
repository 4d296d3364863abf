"""USR: accounts, aliases, lists and what is done with their mail."""
