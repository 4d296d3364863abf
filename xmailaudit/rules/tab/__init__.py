"""TAB: rows of tables that do not do what they seem to.

One fact, one finding.  Where two rules could speak of the same row, this is who does:

* The first row behind a byte-order mark: TAB007 alone.  What is left of a line too long: TAB006.
* A row that crashes the server: TAB017.  An account that does not work, and what it hides: USR008.
  A command that never runs: USR016.  A filter row with too few fields or a mask of its own: USR029.
* A row with a character that is not what it looks like: TAB012, whether XMail uses the row or not;
  in the permission of an access row it is ACL008's.
* A row of smtp.ipprop.tab without a slash: ACL015.  A permission that is neither ALLOW nor DENY:
  ACL008.  A precedence below -1: ACL007.  A host name: ACL019 and REL009.  Any other row that XMail
  passes over is TAB001's.
* An alias that would lead nowhere alone: USR013.  A second row of an admin's account: USR005.  A
  second row of a setting: TAB004.  A relay row that is read otherwise than it looks: REL008.  Any
  other row that is never reached is TAB009's; rows that REL001, REL003 and REL008 want gone make no
  other row dead.
* A setting of an older version: TAB003; any other name XMail does not read: TAB002, but for the
  keys of listeners (AUT012).
* SMTP-IpMapDropCode, MaxMTAOps and AllowNullSender where they are read as 0: ACL009, SRV011 and
  SPM004; any other number that is misread: TAB005.

While a service does not listen, or smtp.ipmap.tab is switched off, rows of its tables are nobody's.
"""
