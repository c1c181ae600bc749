"""Renderers of broadcast feeds: pure, from what is in force to bytes."""
