"""SPM: block lists, senders that are refused, bounces.

One fact, one finding.  Where two rules could speak of the same thing, this is who does:

* An entry of CustMapsList that XMail cannot take apart is SPM003's, whatever zone it means; SPM001
  and SPM002 speak of zones that XMail does ask.  Blanks in lists of any kind are TAB016's as well.
* Where PostMaster is not set there are no bounces: SPM008 alone; SPM005 and SPM006 are silent.
* AllowNullSender written as a word is SPM004's; of a CheckMailerDomain that was certainly to be on
  TAB005 speaks, and SPM007 of one that is off.
* A line that sends mail on with its sender is SPM006's for what comes back, USR020's for what the
  next server thinks of it; a list's ListSender is USR022's, SPM006 speaks only where anybody may
  post and members are elsewhere.
"""
