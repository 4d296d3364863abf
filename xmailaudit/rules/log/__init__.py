"""LOG: what the logs and the headers of messages tell, and to whom.

One fact, one finding: passwords of users in a log are LOG001's, those of administrators LOG002's,
whoever can read the files; that others can is LOG006's, not FSP003's or FSP002's.
"""
