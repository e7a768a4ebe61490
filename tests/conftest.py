"""One profile for every property test: the same examples on every machine, and no verdict on how fast it is."""

import os

from hypothesis import settings

# Every processor runs a test, and the engine asks when it is imported: to wake threads for a few rows takes longer than to look at them.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

settings.register_profile("dmplog", deadline=None, derandomize=True)
settings.load_profile("dmplog")
