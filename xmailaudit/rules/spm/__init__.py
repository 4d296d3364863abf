"""ACL: access maps and the other tables that decide who may connect.

One fact, one finding.  Where two rules could speak of the same thing, this is who does:

* Strangers through a host's row under a wide mask: ACL003 alone, and no other rule of openness.
  Only where such a row opens the admin port to the world, ACL001 alone.
* Strangers through a mask with holes: ACL004; ACL001 too, if they are the world.
* A wide row or none at the admin port: ACL001.  That a map without a row for everybody protects
  nothing is ACL002's, whoever it fails to protect; the two stand together.
* While SMTP-IpMapDropCode is 0, smtp.ipmap.tab is ACL009's alone.  A service that does not listen
  has no findings about its map.
* A row below precedence -1 is ACL007's alone: it does nothing, so no other rule speaks of it.
* A name with a dot in front in smtp.hnprop.tab is ACL015's alone; a row that an earlier one hides
  favours nobody and is no finding of ACL013 and ACL014.

Rows that XMail skips belong to TAB001, except those of smtp.ipprop.tab without a slash: ACL015.
"""
