"""Floor 2: the one model of an XMail configuration, `MailRoot`, and the sources it is read from.

A `Source` gives bytes, *absent* or *unseen with a reason*; `MailRoot` reads tables and settings out
of any source.  Nothing here knows rules, output or the network.
"""
