"""The recommended configuration as files, for XMail and for what stands around it."""
