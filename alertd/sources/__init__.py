"""Where bulletins come from: fetching, and one file per format that reads it."""
