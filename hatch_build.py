"""Validates knowledge and writes the compiled form of grammars and flowcharts when the package is built, also for an editable install."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface):  # type: ignore[type-arg]
    """Validates the knowledge files, and makes `grammars/compiled.json` and `flowcharts/compiled.json`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatch gives them
        """Validate and compile what lies in the source tree."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from dmplog.compiled import compile_toml, store
        from dmplog.flowchart.chart import compile_charts
        from dmplog.grammar.load import read_rules
        from dmplog.grammar.stored import compile_rules
        from dmplog.validator.folder import form_mistakes

        rules = read_rules(root / "grammars")
        wrong = form_mistakes(root / "flowcharts", {rule.name for rule in rules})
        if wrong:
            raise ValueError("\n".join(("a knowledge file is wrong", *(found.sentence(path) for path, found in wrong))))
        compile_rules(root / "grammars", rules)
        documents = compile_toml(root / "flowcharts")
        lanes = [lane for text in documents.values() for lane in json.loads(text).get("lane", {}).values()]
        charts = [lane["chart"] for lane in lanes if isinstance(lane, dict) and "chart" in lane]
        store(root / "flowcharts", {**documents, **compile_charts(charts)})
