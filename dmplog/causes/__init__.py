"""Why a step is stuck: causes as data, and which of them the lines of a case prove.

Causes never decide where a case is stuck; they are asked only after that is settled.
"""

from dmplog.causes.book import Causes
from dmplog.causes.files import categories
from dmplog.causes.load import load_causes
from dmplog.causes.model import Benign, Instead, KnownCause, Proof

__all__ = ["Benign", "Causes", "Instead", "KnownCause", "Proof", "categories", "load_causes"]
