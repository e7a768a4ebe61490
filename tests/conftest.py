"""One profile for every property test: the same examples on every machine, and no verdict on how fast it is."""

from hypothesis import settings

settings.register_profile("dmplog", deadline=None, derandomize=True)
settings.load_profile("dmplog")
