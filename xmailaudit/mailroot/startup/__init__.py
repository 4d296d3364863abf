"""How a machine starts XMail: shell scripts, systemd units, the registry, running processes.

Each module turns what it reads into a `Launch`; a reading that cannot be sure gives None.
"""
