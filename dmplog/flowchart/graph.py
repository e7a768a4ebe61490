"""The flowchart as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dmplog.flowchart.model import END, START, Flowchart

if TYPE_CHECKING:
    import networkx as nx


def build_graph(flowchart: Flowchart) -> nx.DiGraph[str]:
    """Return the graph of every lane of *flowchart* in one."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(id=flowchart.id, title=flowchart.title)
    for lane in flowchart.lanes:
        kinds = {START: ("start", "Start"), END: ("end", "End")}
        kinds |= {step.id: ("step", step.title) for step in lane.steps}
        kinds |= {decision.id: ("decision", decision.question) for decision in lane.decisions}
        for name, (kind, title) in kinds.items():
            graph.add_node(f"{lane.id}.{name}", kind=kind, lane=lane.id, id=name, title=title)
        for edge in lane.edges:
            ends = f"{lane.id}.{edge.source}", f"{lane.id}.{edge.target}"
            graph.add_edge(*ends, branch=edge.branch, after=edge.after, loop=edge.loop)
    return graph
