"""REL: who may send mail to foreign domains through this server without logging in."""
