"""config/*.toml and regions/ -> core values; strict, every finding at once."""
