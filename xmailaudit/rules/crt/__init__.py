"""Certificate, key, chain, trust store."""
