"""Names and values of settings as XMail reads them."""
