"""From the bytes of one log to its records: one module for each framing, and a reader that runs them all at once."""
