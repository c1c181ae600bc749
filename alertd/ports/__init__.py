"""Protocols for everything the stages touch: store, channels, clock."""
