"""Floor 5: one audit of one MailRoot: engine, profiles, selection, grade, `Report`.

No I/O but reading profiles and the catalogue; no surface.
"""
