"""What a flowchart is made of: lanes of steps, the lines that witness them, and the arrows between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from dmplog.flowchart.attributes import Correlator, LaneTraits
from dmplog.flowchart.signal import Place, Signal
from dmplog.frozen import frozen
from dmplog.layout import inside

if TYPE_CHECKING:
    import networkx as nx

START: Final = "start"
END: Final = "end"

SignalKind = Literal["begins", "progress", "proves", "ends", "fails", "waits", "skips"]
"""How a line speaks of a step: entered, a sign of life, the proof that all in front of it is over, done, failed, in a documented wait, passed over."""

MOST_SHORT: Final = 24
"""So many characters has the short name of a step at most."""

SIGNAL_KINDS: Final[tuple[SignalKind, ...]] = ("begins", "progress", "proves", "ends", "fails", "waits", "skips")


@frozen
class Note:
    """What the last line of a kind tells about a step: a sentence with the line's fields in braces."""

    signal: Signal
    text: str


@frozen
class Naming:
    """What a line of a kind names that advice may speak of: the text, with the line's fields in braces, for the blanks of that name."""

    blank: str
    signal: Signal
    text: str


@frozen
class Measure:
    """How much of a step is done, told by two of its lines.

    Attributes:
        event: The line that tells how far it got.
        done: The fields of it whose numbers make up what is done.
        of: The line that tells how much there is.
        whole: The field of it that is the whole.
        unit: So many of what `done` counts is one of what `whole` counts.
        same: The field in which both have the same value.
        text: What is said, with the share in braces: {percent}.
        spares: So many of the first checks of the step ask for just that, and are left out where it is said.
    """

    event: str
    done: tuple[str, ...]
    of: str
    whole: str
    same: str
    text: str
    unit: int = 1
    spares: int = 0


@frozen
class Standing:
    """A failure that stands, whatever else ends behind it, until a line makes it good.

    Attributes:
        signal: The failure.
        until: The line that makes it good, None where nothing does in the same run while the step is not passed.
        same: The field in which both have the same value, None where any such line does.
    """

    signal: Signal
    until: Signal | None
    same: str | None = None


@frozen
class Step:
    """One box of a flowchart.

    Attributes:
        id: Its name, unique within the flowchart.
        title: What it is called in a sentence.
        short: What it is called where there is room for a word or two; left out, its title is shortened.
        actor: The component that does it.
        place: Whose log would show it.
        log: Roles of the logs that show it; the first is where its next line would appear.
        begins: Lines that enter the step.
        progress: Signs of life inside it.
        proves: Signs of life that only stand behind the steps in front of it: it is entered whether or not those were seen.
        ends: Lines that say it is done.
        fails: Its failures.
        waits: Lines of a documented wait.
        skips: Lines that say it is passed over in this run, wherever in the run they stand.
        stands: Failures that nothing of the step takes back but a line of their own.
        tries: Lines with which it begins once more from its start.
        nearly: Lines behind which so little is missing that it gets the time of the step behind.
        announces: Lines among `ends` that are written before what they tell of is done: an error directly behind one is still the step's.
        done_by: Lines that tell that what was announced is done; without them any other line of its worker does.
        advances: The field of its lines that grows while a try gets further than the ones before.
        expect: How long it may stay without a further sign.
        assumed: Whether the flowchart does not say that, so that two hours are taken.
        silent: Whether no line of it is documented.
        optional: Whether it may pass without a line.
        waits_behind: Whether its waits are also written while the steps in front of it are at work, so that they end none of them.
        manual: Whether somebody has to begin it by hand, so that a step not begun waits and is never overdue.
        shows_online: Whether its lines show online mode.
        what: What happens here.
        stall: What it means when it does not go on.
        waiting: What is waited for, where the case rightly waits here.
        meanwhile: What may be done while it waits.
        check: What to look at, in order.
        references: Where that is documented.
        notes: What lines of it tell beside its state, such as how far a transfer got.
        measure: How much of it is done, where its lines count that.
        names: What lines of it name that advice may speak of, such as the address that is asked.
    """

    id: str
    title: str
    actor: str
    place: Place
    log: tuple[str, ...]
    begins: tuple[Signal, ...] = ()
    progress: tuple[Signal, ...] = ()
    proves: tuple[Signal, ...] = ()
    ends: tuple[Signal, ...] = ()
    fails: tuple[Signal, ...] = ()
    waits: tuple[Signal, ...] = ()
    skips: tuple[Signal, ...] = ()
    stands: tuple[Standing, ...] = ()
    tries: tuple[Signal, ...] = ()
    nearly: tuple[Signal, ...] = ()
    announces: tuple[Signal, ...] = ()
    done_by: tuple[Signal, ...] = ()
    advances: str | None = None
    expect: timedelta = timedelta(hours=2)
    assumed: bool = False
    silent: bool = False
    optional: bool = False
    manual: bool = False
    waits_behind: bool = False
    short: str = ""
    shows_online: bool = False
    what: str = ""
    stall: str = ""
    waiting: str = ""
    meanwhile: tuple[str, ...] = ()
    check: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    names: tuple[Naming, ...] = ()
    measure: Measure | None = None

    def signals(self) -> Iterator[tuple[SignalKind, Signal]]:
        """Yield every signal of the step with its kind."""
        for kind in SIGNAL_KINDS:
            for signal in getattr(self, kind):
                yield kind, signal


@frozen
class Edge:
    """An arrow: from where to where, under which branch name, after how long, and whether it leads back."""

    source: str
    target: str
    branch: str | None = None
    after: timedelta | None = None
    loop: bool = False


@frozen
class Decision:
    """A question of the chart, and for each answer the lines that show it was given (none where none is documented)."""

    id: str
    question: str
    branches: Mapping[str, tuple[Signal, ...]]


@frozen
class Wait:
    """A line of a documented wait, and how long the wait lasts; None where its end is not documented."""

    signal: Signal
    duration: timedelta | None


@frozen
class Outcome:
    """A line that settles a case by itself: the lane ends here without its last step, or failed, or is done, at the *step* it names."""

    signal: Signal
    verdict: Literal["completed", "not_applicable", "failed"]
    check: tuple[str, ...] = ()
    step: str | None = None


@frozen
class Bystander:
    """An alarming line of somebody else's work, and why it blocks nothing."""

    signal: Signal
    why: str


@frozen
class Lane:
    """One row of boxes about one subject.

    Attributes:
        subject: The fields that name the subject.
        steps: In the order of the chart.
        edges: The arrows, between "start", steps, decisions and "end".
        run_begins: Lines that always begin a new run.
        run_begins_if_closed: Lines that begin a run only where none is open.
        once_per_run: Lines a run holds at most once: the second of a kind begins a new run.
        outcomes: Lines that settle the case by themselves.
        fails: Lines that say that the case failed, and not at which step: each step fails by them.
        waits: The documented waits of all steps, with their durations.
        cycle: After which time the whole lane starts again, or None.
        also_seen: Lines of other workers, which only look like trouble.
        traits: What the lane is to the lanes and the report around it.
    """

    id: str
    title: str
    subject: tuple[str, ...]
    steps: tuple[Step, ...]
    decisions: tuple[Decision, ...]
    edges: tuple[Edge, ...]
    run_begins: tuple[Signal, ...] = ()
    run_begins_if_closed: tuple[Signal, ...] = ()
    once_per_run: tuple[Signal, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    fails: tuple[Signal, ...] = ()
    waits: tuple[Wait, ...] = ()
    cycle: timedelta | None = None
    also_seen: tuple[Bystander, ...] = ()
    traits: LaneTraits = field(default_factory=LaneTraits)

    def step(self, step_id: str) -> Step:
        """Return the step *step_id*.

        Raises:
            KeyError: The lane has no such step.
        """
        return {step.id: step for step in self.steps}[step_id]

    def called(self, place: str | None) -> str:
        """Return how its case at *place*, a site or a server, is called wherever it is told: "Transfer to PS1"."""
        short = self.traits.short or self.title
        return f"{short} {self.traits.preposition} {place}" if place else short

    def named(self, place: str | None) -> str:
        """Return the same inside a sentence: "the transfer to PS1"."""
        return f"the {inside(self.called(place or 'another site'))}"

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The lane as a networkx graph, with the names its chart uses; nodes and arrows as in `Flowchart.graph`."""
        return _graph(self, {"": self})


@frozen
class Flowchart:
    """One flowchart: its lanes, and where it is documented.

    >>> from dmplog.flowchart import load_flowchart
    >>> [step.id for step in load_flowchart("download").lane("synchronization").steps][:2]
    ['check_for_updates', 'download_manifest']
    """

    id: str
    title: str
    source: str
    lanes: tuple[Lane, ...]
    correlator: Correlator = field(default_factory=Correlator)
    path: str = field(default="", compare=False)

    def lane(self, lane_id: str) -> Lane:
        """Return the lane *lane_id*.

        Raises:
            KeyError: The flowchart has no such lane.
        """
        return {lane.id: lane for lane in self.lanes}[lane_id]

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The flowchart as a networkx graph, one component per lane.

        Nodes are strings: `<lane>.<step>`, `<lane>.<decision>?`, `<lane>.start` and `<lane>.end`. A node has the attributes
        `kind` ("start", "step", "decision", "end"), `lane`, `id` and `title`; an arrow has `branch`, `after` and `loop`.

        >>> from dmplog.flowchart import load_flowchart
        >>> load_flowchart("download").graph.nodes["package.download_payload"]["kind"]
        'step'
        """
        return _graph(self, {f"{lane.id}.": lane for lane in self.lanes})


def _graph(whole: Flowchart | Lane, lanes: Mapping[str, Lane]) -> nx.DiGraph[str]:
    """Return *lanes* as one graph, the names of each behind its prefix."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(id=whole.id, title=whole.title)
    for prefix, lane in lanes.items():
        kinds = {START: ("start", "Start"), END: ("end", "End")}
        kinds |= {step.id: ("step", step.title) for step in lane.steps}
        kinds |= {decision.id: ("decision", decision.question) for decision in lane.decisions}
        for name, (kind, title) in kinds.items():
            graph.add_node(prefix + name, kind=kind, lane=lane.id, id=name, title=title)
        for edge in lane.edges:
            said = {"branch": edge.branch, "after": edge.after, "loop": edge.loop}
            graph.add_edge(prefix + edge.source, prefix + edge.target, **said)
    return graph
