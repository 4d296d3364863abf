"""A MailRoot in an archive: tar, plain or compressed by gzip, xz or zstd, and zip.

It is read in place and in one go: tables, certificates and small files are kept, of mail no more
than that it is there.  Whatever a hostile archive holds, nothing is written and nothing outside it
is looked at.
"""
