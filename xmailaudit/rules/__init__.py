"""Floor 4: the rules.

`rules/<family>/<rule>.py` holds a rule's identity, condition and fixes; its page `<rule>.md` (and
`<rule>.ja.md`) and its samples lie beside it.  A rule asks `policy` what XMail would do and never
looks for a pattern.  Rules know neither output nor sockets.
"""
