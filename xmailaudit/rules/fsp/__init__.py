"""FSP: the rights of files and folders, and what else lies in a MailRoot that should not.

Only what others reach counts: each folder on the way, the MailRoot first, must let them through.
One fact, one finding:

* That others get into the MailRoot at all is FSP001's; what they find there is said by the others,
  and closing the MailRoot cures all of them.
* The private key that others can read is CRT012's, one that a group can read FSP002's.
* Logs that others can read are LOG006's.
* A MailRoot that others can write is FSP003's, for they can put tables in the place of others;
  that they can stop the server there is FSP007's.
"""
