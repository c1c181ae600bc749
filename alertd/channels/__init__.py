"""Ways to people: one file a provider, each with one table of its answers."""
