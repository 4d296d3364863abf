"""AUT: who may log in to SMTP, how, and what a login is worth."""
