"""The console, the feeds, the hooks and the health of the daemon, over HTTP."""
