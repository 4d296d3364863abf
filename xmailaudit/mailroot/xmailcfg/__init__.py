"""Text that people copied out of the web tool XMailCFG, as a configuration.

`opening` turns the bytes of such a text into a MailRoot; the modules beside it are its steps, from
the encoding to the tables.  `labels` knows the words on XMailCFG's screens, both ways.
"""
