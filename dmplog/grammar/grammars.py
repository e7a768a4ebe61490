"""The grammars of all logs: which lines are events, which event a line is, and what a line of an event looks like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from dmplog.data import OwnKnowledge, data_folder, knowledge_in_use
from dmplog.grammar.compile import keep_patterns, spell
from dmplog.grammar.render import Wording, render, wordings
from dmplog.grammar.sequence import FREE_TEXT, UNRECOGNIZED, Rule, holes
from dmplog.grammar.stored import load_stored

if TYPE_CHECKING:
    import polars as pl

    from dmplog.grammar.match import RoleMatcher
    from dmplog.grammar.oracle import Oracle
    from dmplog.grammar.sieve import Sieve


class Grammars:
    """The message grammars of one folder.

    >>> grammars = Grammars.load()
    >>> grammars.render("redist_downloaded", {"package_guid": "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"})
    'Successfully download redist for 3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e'
    """

    def __init__(self, rules: Iterable[Rule], *folders: Path) -> None:
        self.rules = tuple(rules)
        self.folders = folders
        self.roles = tuple(sorted({role for rule in self.rules for role in rule.roles}))
        self.fields = tuple(dict.fromkeys((*(field for rule in self.rules for field in rule.fields), FREE_TEXT)))
        self.events = tuple(dict.fromkeys((*(rule.name for rule in self.rules), UNRECOGNIZED)))
        self._matchers: dict[str, RoleMatcher] = {}
        self._wordings: dict[tuple[str, str, str], tuple[Wording, ...]] = {}

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The fields that hold whole numbers wherever they occur, by the shapes the grammars give them.

        >>> sorted(Grammars.load().numbers & {"progress", "state", "package_guid", "return_code", "version"})
        ['progress', 'state']
        """
        shapes = [hole for rule in self.rules for alternative in rule.alternatives for hole in holes(alternative)]
        return frozenset(self.fields).difference((hole.field for hole in shapes if not hole.is_number), (FREE_TEXT,))

    def fields_of(self, events: Iterable[str]) -> tuple[str, ...]:
        """Return the fields that messages of *events* can have, in the order of `fields`.

        >>> Grammars.load().fields_of(["state_message_dropped", "redist_downloaded"])
        ('package_guid', 'state_message')
        """
        names = frozenset(events)
        held = {field for rule in self.rules if rule.name in names for field in rule.fields}
        return tuple(name for name in self.fields if name in held or (name == FREE_TEXT and UNRECOGNIZED in names))

    @classmethod
    def load(cls, folder: str | Path | None = None) -> Grammars:
        """Return the grammars of *folder*, by default the shipped ones and the user's own that are in use.

        Raises:
            GrammarError: A file is outside the dialect; the error says where.
        """
        if folder is not None:
            return _load(Path(folder))
        own = knowledge_in_use()
        return _load(data_folder("grammars")) if own is None else _load_with(own)

    def of(self, role: str) -> tuple[Rule, ...]:
        """Return the rules of the log *role*."""
        return tuple(rule for rule in self.rules if role in rule.roles)

    def sieve(self, roles: Iterable[str] | None = None) -> Sieve:
        """Return what tells which messages can be events of one of *roles*, by default of any log."""
        wanted = None if roles is None else frozenset(roles)
        rules = self.rules if wanted is None else tuple(rule for rule in self.rules if wanted.intersection(rule.roles))
        # Only here, because the build of the package reads grammars without polars.
        from dmplog.grammar.sieve import Sieve

        return Sieve(_patterns(rules))

    def match(self, frame: pl.DataFrame, fields: Iterable[str] | None = None) -> pl.DataFrame:
        """Return *frame*, which has `role`, `message` and perhaps `level`, with `event` and a column for each of *fields*, by default all.

        A line that is no event has null in all of them. Rows keep their order.

        >>> import polars as pl
        >>> lines = pl.DataFrame({"role": ["dmpdownloader"], "message": ["Successfully Dropped the state message 11~~"]})
        >>> Grammars.load().match(lines, fields=["state_message"]).row(0)
        ('dmpdownloader', 'Successfully Dropped the state message 11~~', 'state_message_dropped', '11')
        """
        from dmplog.grammar.match import numbered, placed, unknown, with_stated

        names = self.fields if fields is None else tuple(fields)
        wanted = frozenset(names)
        lines = numbered(frame)
        found: list[pl.DataFrame] = []
        for (role,), group in lines.partition_by("role", as_dict=True, include_key=False).items():
            found += self.matcher(str(role)).match(group, wanted) if role in self.roles else [unknown(group)]
        matched = frame.hstack(placed(found, names))
        return with_stated(matched, self.roles) if "level" in frame.columns else matched

    def matcher(self, role: str) -> RoleMatcher:
        """Return the matcher of the log *role*."""
        from dmplog.grammar.match import RoleMatcher

        if role not in self._matchers:
            self._matchers[role] = RoleMatcher(spell(self.of(role)))
        return self._matchers[role]

    def render(self, event: str, fields: Mapping[str, str] | None = None, role: str | None = None) -> str:
        """Return the message that *event* is, with *fields* filled in and unknown ones as `<FIELD>`.

        Raises:
            KeyError: No rule (of *role*) has that name.
        """
        for rule in self._by_name.get(event, ()):
            if role is None or role in rule.roles:
                return render(self._worded(rule), fields or {})
        raise KeyError(event)

    def _worded(self, rule: Rule) -> tuple[Wording, ...]:
        if (known := self._wordings.get(rule.key)) is None:
            known = self._wordings[rule.key] = wordings(rule)
        return known

    def roles_of(self, event: str) -> tuple[str, ...]:
        """Return the logs that have *event*.

        >>> Grammars.load().roles_of("send_request_completed")
        ('scheduler',)
        """
        return tuple(dict.fromkeys(role for rule in self._by_name.get(event, ()) for role in rule.roles))

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(rule.name, []).append(rule)
        return found

    @cached_property
    def oracle(self) -> Oracle:
        """Lark itself, to say what one message is."""
        from dmplog.grammar.oracle import Oracle

        return Oracle(self.folders)


@lru_cache(maxsize=8)
def _load(folder: Path) -> Grammars:
    stored = load_stored(folder)
    if stored is not None:
        return Grammars(stored, folder)
    # Only here, because lark itself takes longer to import than stored rules take to load.
    from dmplog.grammar.load import read_rules

    return Grammars(read_rules(folder), folder)


@lru_cache(maxsize=4)
def _load_with(knowledge: OwnKnowledge) -> Grammars:
    """Return the shipped grammars with those of the user's own: a log of the same role knows the messages of both."""
    shipped, folder = _load(data_folder("grammars")), knowledge.folder_of("grammars")
    if folder is None:
        return shipped
    from dmplog.grammar.engine import refuse_unknown
    from dmplog.grammar.load import read_rules

    rules = {rule.key: rule for rule in shipped.rules}
    same = {(rule.name, rule.alternatives): rule.key for rule in shipped.rules}
    own = read_rules(folder, data_folder("grammars"))
    refuse_unknown(rule for rule in own if rule.folder)
    for rule in own:
        # What is imported or copied from a shipped file is that rule, in more logs; an event of the same name has more wordings.
        key = same.get((rule.name, rule.alternatives), rule.key)
        known = rules.get(key, rule)
        rules[key] = replace(known, roles=tuple(dict.fromkeys((*known.roles, *rule.roles))))
    return Grammars(rules.values(), folder, *shipped.folders)


@lru_cache(maxsize=64)
def _patterns(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    return keep_patterns(spell(rules))
