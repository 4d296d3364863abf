"""CRT: certificate, key, chain, and the certificates that XMail trusts.

The leaf is the certificate of the key, wherever it stands in server.cert, else the first one.  One
fact, one finding.  Where two rules could speak of the same thing, this is who does:

* That no handshake succeeds is TLS001's; what is wrong with the files is said here, by exactly one:
  CRT015 a file that cannot be loaded, CRT011 a key under a passphrase, CRT005 a key of another
  certificate, CRT017 one of a kind that XMail's OpenSSL cannot serve (DSA is CRT006's).
* Of an unreadable server.cert only CRT015 and CRT012 speak.  Where the key is of none of its
  certificates, nobody knows which is the leaf: CRT010, CRT014 and CRT017 are silent then.
* A leaf that does not stand first is CRT005's; the order of the others is CRT010's.
* Dates: what has expired is CRT001's alone, not CRT002's or CRT013's; what begins later CRT003's.
* A self-signed leaf is CRT004's: that nothing is sent along with it, that it calls itself a CA,
  that it is valid for decades and what its own signature is over are no findings.
* A root that is sent along matters to CRT010 only.
* Names: without any it is CRT009's, otherwise CRT008's.
* Who can read the key is CRT012's, in server.cert too; who can write it is not of this family.
* CRT016 is about certs.pem and certs/ while they are read.  A certs.pem that cannot be loaded is
  CRT015's, a store that is missing or in which nothing is found TLS006's.
"""
