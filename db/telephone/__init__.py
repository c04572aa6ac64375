"""How an organization's telephone behaves, as its settings say it: when somebody is there, in which languages, who takes over."""
