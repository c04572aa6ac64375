"""Voice agents: the only modules that know how a provider's agent speaks on its socket."""
