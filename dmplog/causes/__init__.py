"""Why a step is stuck: causes as data, and which of them the lines of a case prove.

Causes never decide where a case is stuck; they are asked only after that is settled.
"""

from dmplog.causes.book import Causes, load_causes
from dmplog.causes.model import CATEGORIES, Benign, KnownCause, Phrase, Proof, Translation

__all__ = ["CATEGORIES", "Benign", "Causes", "KnownCause", "Phrase", "Proof", "Translation", "load_causes"]
