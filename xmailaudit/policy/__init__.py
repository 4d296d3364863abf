"""What XMail would decide, with a trace of the rows that made it; and exact sets of addresses."""
