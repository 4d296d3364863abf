"""Small screens over the others that ask something."""
