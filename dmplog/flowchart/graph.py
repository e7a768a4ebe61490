"""The flowchart as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dmplog.flowchart.model import END, START, Flowchart, Lane

if TYPE_CHECKING:
    import networkx as nx


def build_graph(flowchart: Flowchart) -> nx.DiGraph[str]:
    """Return the graph of every lane of *flowchart* in one."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(id=flowchart.id, title=flowchart.title)
    for lane in flowchart.lanes:
        _add_lane(graph, lane, prefix=f"{lane.id}.")
    return graph


def lane_graph(lane: Lane) -> nx.DiGraph[str]:
    """Return the graph of one lane, with the names its chart uses."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(id=lane.id, title=lane.title)
    _add_lane(graph, lane, prefix="")
    return graph


def _add_lane(graph: nx.DiGraph[str], lane: Lane, prefix: str) -> None:
    kinds = {START: ("start", "Start"), END: ("end", "End")}
    kinds |= {step.id: ("step", step.title) for step in lane.steps}
    kinds |= {decision.id: ("decision", decision.question) for decision in lane.decisions}
    for name, (kind, title) in kinds.items():
        graph.add_node(prefix + name, kind=kind, lane=lane.id, id=name, title=title)
    for edge in lane.edges:
        graph.add_edge(prefix + edge.source, prefix + edge.target, branch=edge.branch, after=edge.after, loop=edge.loop)
