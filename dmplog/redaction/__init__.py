"""Redaction: a bundle and a report without the names of servers, people and companies, and the map that gives them back.

| module | noun |
|---|---|
| `rules`, `names.toml` | what is a name, and what is none |
| `conditions` | what a pattern cannot say |
| `finder` | `Finder`: the names in a text |
| `sites` | `Sites`: which site codes there are, and where one stands |
| `places` | `Places`: where a name stands that is also a word, or has two letters |
| `alternatives` | many words as one pattern |
| `ledger` | `Ledger`: the map from names to tokens |
| `replacer` | `Replacer`: a text with tokens for names |
| `text` | `Piece`: bytes of any encoding as text, and back |
| `layout` | where each log stands in the archive |
| `archive` | the archive that is handed out |
| `leftovers`, `site_search` | `Search`, `SiteSearch`: the last look at its bytes |
| `redact` | `Redaction`: the steps in order |
| `document` | a redacted report |
| `undo` | names given back |
"""

from __future__ import annotations

from dmplog.redaction.document import redacted_report
from dmplog.redaction.ledger import Ledger
from dmplog.redaction.redact import Redaction, plan, spooled, words_of, write
from dmplog.redaction.undo import give_back

__all__ = ["Ledger", "Redaction", "give_back", "plan", "redacted_report", "spooled", "words_of", "write"]
