"""The command line: one module per command, results to stdout, everything else to stderr."""
