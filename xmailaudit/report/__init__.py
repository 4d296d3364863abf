"""One module per output format; each takes `audit`'s values and gives text."""
