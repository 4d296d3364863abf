"""SMTP as XMail 1.27 conducts it, one module a step of the dialogue.

A `Session` is what the server remembers of one connection; the functions change it and give the
server's `Reply`.  `connect` opens one, `greeting` and `login` go on, `mail` and `recipient` decide,
`queries` answer VRFY and ETRN.  XMail facts: access, sections 3 to 6 and 9.
"""
