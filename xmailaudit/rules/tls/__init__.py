"""TLS: settings and tables that say where TLS is used and what it protects.

One fact, one finding.  Where two rules could speak of the same thing, this is who does:

* While no certificate is verified, what that means for mail on its way out is TLS002's, and the
  settings that only verification would read are TLS004's.  Once it is on, SSLAllowSelfSigned is
  TLS003's, and that names are not compared TLS007's.
* SSLWantCert is TLS005's, SSLWantVerify on a public listener TLS017's; each names its own row.
* Mail in clear is TLS009's, one finding for each setting or row that makes it so.  A login that
  goes along is TLS011's besides: it has another remedy.
* That TLS is offered and no handshake can succeed is TLS001's, once for what clients meet and once
  for each way out; what is wrong with the files is told by CRT005, CRT011 and CRT015.  It leaves
  aside what a client has to show (TLS005), and which versions the library speaks (TLS008).
* Stores of CA certificates that are missing or in which nothing is found are TLS006's, while
  certificates are verified.  Single certificates in a store that works in part are CRT016's; a
  certs.pem that spoils every handshake is TLS001's.
* A setting that does not offer TLS is TLS012's, if a 0 says so: of a word TAB005 speaks.
* A listener that was forgotten is TLS015's, also where no handshake succeeds behind it.
* Passwords in clear are TLS013's at POP3 and TLS014's at CTRL, whoever is meant to come; at SMTP
  they are AUT001's.  That strangers come at all is said by ACL001, and by ACL003 of those whom a
  host's row under a wide mask lets in.
* NeedTLS written where XMail does not read it, or overridden, is TLS010's.  A blank in front of it
  in SmtpGwConfig is TAB016's.
"""
