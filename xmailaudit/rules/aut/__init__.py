"""AUT: who may log in to SMTP, how, and what a login is worth.

One fact, one finding.  Where two rules could speak of the same thing, this is who does:

* Of SmtpNoTLSAuths: what it lets pass in clear is AUT001's, what of its text is never matched
  AUT002's, that with it nobody gets in at all AUT003's.  That WantTLS does not help is AUT008's.
* Of permission letters: those that everyone gets are AUT004's, those of single accounts and of
  userdef.tab AUT005's.  The letters of smtpauth.tab stand in AUT006's finding about its passwords.
"""
