"""Mail on its way out: routes, the NeedTLS of each, and the logins that go along."""
