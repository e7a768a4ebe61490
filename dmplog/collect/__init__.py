"""Collection: a PowerShell script that copies what a diagnosis lacks, with the moments at which it was copied.

| module | noun |
|---|---|
| `names` | what may stand in a script, and how |
| `questions`, `questions.toml` | which logs answer a question, where there is no report yet |
| `plan` | `Plan`, `Visit`: which logs to copy from where |
| `script` | the text of the script |
"""

from __future__ import annotations

from dmplog.collect.plan import Plan, Visit, plan_of_question, plan_of_report
from dmplog.collect.questions import Question, load_questions
from dmplog.collect.script import render

__all__ = ["Plan", "Question", "Visit", "load_questions", "plan_of_question", "plan_of_report", "render"]
