"""Floor 1: XMail's TAB tables, from bytes to typed rows and back.

Two views of one file.  `document.py` is the lossless document, every byte of it, for editing
(`edit.py`).  `reading.py` and one module per table give what XMail 1.27 reads out of the same
bytes.  `shown.py` says what a person may see of either.  Nothing here knows files, rules or a
terminal: bytes in, values out.

Text taken from a table is a `str` that holds bytes as latin-1, so that nothing is lost.
"""
