"""Voice agents: the only modules that know a provider's protocol."""
