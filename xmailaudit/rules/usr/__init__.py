"""USR: accounts, aliases, lists and what is done with their mail.

One fact, one finding.  Of files of commands and filters each rule speaks of its own:

* A line that XMail passes over is USR016's; that mail is lost because of it is USR015's as well.
* A filter that XMail does not wait for is USR017's alone, an empty list of hosts USR025's alone:
  where these lose the mail, USR015 says nothing.
* A program that does not start is USR029's where mail passes a filter by it, else USR018's.  Who
  else may write or replace it is always USR018's.
* A file in `custdomains` for all below a parent is USR028's where it keeps the mail, and USR015's
  where it throws it away.

Of aliases and domains:

* An alias row that leads nowhere is USR013's, a second row of a sound one TAB009's, one without its
  last field TAB017's.
* A file of `cmdaliases` that takes an account's mail is USR014's; one of a domain that is not
  handled USR011's.
* A pattern of aliasdomain.tab is REL006's for the foreign domains that it takes in, USR011's for a
  domain of this server that it takes away.
"""
