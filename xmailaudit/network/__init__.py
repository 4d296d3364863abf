"""What a machine and its network can be asked beyond the files of a MailRoot."""
