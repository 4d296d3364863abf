"""Certificates and keys as bytes: PEM blocks, X.509 values, chains, names, strength.

Knows bytes only.  `cryptography` is imported when a certificate is first looked into, and by this
package alone.
"""
