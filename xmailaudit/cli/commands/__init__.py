"""One module per command, each with a `COMMAND`."""
