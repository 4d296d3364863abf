"""SRV: who the server says it is, how mail leaves it, what it is started with.

One fact, one finding.  Where two rules could speak of the same thing, this is who does:

* A name of the distribution in HeloDomain is SRV002's, in other settings SRV003's.
* RootDomain missing is SRV009's; PostMaster missing is SPM008's, one that leads nowhere SRV004's.
* A row of smtpgw.tab whose gateway makes no path is SRV005's; SRV014 speaks of those that work.
  Options behind a comma are TLS010's; what looks like another host there is SRV005's.
* A row of smtpgw.tab that names a domain of this server is USR026's alone, DefaultSMTPGateways
  without a host USR025's.
* SmartDNSHost without a single word is SRV012's, one that XMail reads as something else SRV006's.
* That a number is written as a word is TAB005's; what the number 0 does to mail is SRV011's.
"""
