"""The tracing station: one run of a lane, laid over the chart at the least cost: `track` prices it, `alignment` explains it."""
