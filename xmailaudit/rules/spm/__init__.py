"""SPM: block lists, senders that are refused, bounces.

One fact, one finding.  Where two rules could speak of the same thing, this is who does:

* An entry of CustMapsList that XMail cannot take apart is SPM003's, whatever zone it means; SPM001
  and SPM002 speak of zones that XMail does ask.
* Where PostMaster is not set there are no bounces: SPM008 alone, and SPM005 is silent.
"""
