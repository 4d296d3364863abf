"""What becomes of rows: those XMail passes over, those that do nothing, those that crash it."""
