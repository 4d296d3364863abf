"""One module a screen; `places` says which there are."""
