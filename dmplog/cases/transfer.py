"""The cases of `site_transfer`: one update on its way to one child site, along minijob, job, send request and instruction."""

from __future__ import annotations

import polars as pl

from dmplog.cases.context import latest, members
from dmplog.cases.easysetup import known_values, package_links, upper, with_update
from dmplog.cases.hierarchy import Hierarchy
from dmplog.cases.subject import CaseSubject, LaneCases, Link
from dmplog.flowchart import Flowchart, Lane
from dmplog.report import Subject


def transfer_cases(
    rows: pl.DataFrame,
    distribution: pl.DataFrame,
    bindings: pl.DataFrame,
    hierarchy: Hierarchy,
    chart: Flowchart,
    lane: Lane,
) -> LaneCases:
    """Return one case per update and child site, also for known children no line speaks of."""
    here = pl.col("server").eq_missing(pl.lit(hierarchy.top, dtype=pl.String))
    sending = _sending(rows.filter(here & pl.col("of_sending")), distribution, bindings)
    jobs = distribution.filter(here & pl.col("site_code").is_not_null()).select(
        "row", "update", "sends_off", "server_name", target=pl.col("site_code").str.to_uppercase()
    )
    arrived = _arrivals(rows, distribution, bindings, hierarchy)
    own = pl.concat([part.select("row", "update", "sends_off", "target") for part in (jobs, sending, arrived)]).sort(
        "row"
    )
    own = own.drop_nulls(["update", "target"]).filter(pl.col("target") != (hierarchy.top_site or ""))
    pairs = own.select("update", "target").unique(maintain_order=True)
    known = _expected_children(pairs, bindings, own, hierarchy)
    names = dict(
        sending.drop_nulls(["server_name", "target"]).group_by("target").agg(pl.col("server_name").last()).iter_rows()
    )
    ids = dict(bindings.group_by("update").agg(pl.col("package_id").last()).iter_rows())
    subjects = tuple(
        _transfer_subject(update, site, ids.get(update), names.get(site), own, bindings, hierarchy)
        for update, site in known
    )
    numbers = pl.DataFrame(known, {"update": pl.String, "target": pl.String}, orient="row").with_row_index("subject")
    return LaneCases(chart, lane, subjects, members([own.join(numbers, on=["update", "target"])]))


def _sending(rows: pl.DataFrame, distribution: pl.DataFrame, bindings: pl.DataFrame) -> pl.DataFrame:
    """Add `update` and `target` to the lines of scheduler and sender, along the chain of identifiers."""
    thread = ["server", "role", "thread"]
    opened = rows.with_columns(
        part=pl.col("begins_part").cum_sum().over(thread), turn=pl.col("begins_turn").cum_sum().over(thread)
    )
    scope, names = [*thread, "part", "turn"], ("job_id", "request_id", "package_id", "package_version")
    step = filled = opened.with_columns(
        pl.col(name).forward_fill().over(scope) for name in (*names, "site_code")
    ).with_columns(pl.col(name).backward_fill().over(scope) for name in names)
    links = (
        (filled.drop_nulls("job_id"), "request_id", "job_id"),
        (filled.drop_nulls("job_id"), "job_id", "package_id"),
        (filled.drop_nulls("job_id"), "job_id", "package_version"),
        (filled.drop_nulls("site_code"), "request_id", "site_code"),
        (filled.drop_nulls("site_code"), "job_id", "site_code"),
        # A job that never names its site is the one of the minijob in front of it.
        (distribution.filter("sends_off"), "package_id", "site_code"),
    )
    for known, key, value in links:
        step = latest(step, known.select("row", "server", key, value), key, value, by=["server"]).drop("link")
    return with_update(step, bindings).with_columns(target=pl.col("site_code").str.to_uppercase())


def _arrivals(
    rows: pl.DataFrame, distribution: pl.DataFrame, bindings: pl.DataFrame, hierarchy: Hierarchy
) -> pl.DataFrame:
    """Return the lines of the child sites' despoolers and distribution managers, with their site as `target`."""
    there = pl.col("server").ne_missing(pl.lit(hierarchy.top, dtype=pl.String))
    despooled = with_update(rows.filter(there & pl.col("of_receiving")), bindings)
    registered = distribution.filter(there)
    both = pl.concat([despooled.select(registered.columns), registered]).drop_nulls("update")
    return both.with_columns(
        target=pl.col("server").replace_strict(hierarchy.sites, default=None, return_dtype=pl.String)
    ).select("row", "update", "sends_off", "target", "server_name")


def _expected_children(
    pairs: pl.DataFrame, bindings: pl.DataFrame, own: pl.DataFrame, hierarchy: Hierarchy
) -> list[tuple[str, str]]:
    """Return every (update, child site): those seen, and for the latest update the known children distmgr said nothing of."""
    seen = [(str(update), str(site)) for update, site in pairs.iter_rows()]
    if not hierarchy.has_top or bindings.is_empty():
        return seen
    latest_update = str(bindings["update"][-1])
    children = [
        *(str(site) for site in own["target"].to_list()),
        *(code for server, code in hierarchy.sites.items() if server != hierarchy.top and code != hierarchy.top_site),
    ]
    return list(dict.fromkeys((*seen, *((latest_update, site) for site in children))))


def _transfer_subject(
    update: str,
    site: str,
    package_id: str | None,
    server_name: str | None,
    own: pl.DataFrame,
    bindings: pl.DataFrame,
    hierarchy: Hierarchy,
) -> CaseSubject:
    servers = hierarchy.servers(site)
    child = servers[0] if servers else (server_name.split(".")[0].upper() if server_name else None)
    places: dict[str, str | None] = {}
    if hierarchy.has_top:
        places["top_level_site"] = hierarchy.top or None
    if child is not None:
        places["child_site"] = child or None
    mine = own.filter((pl.col("update") == update) & (pl.col("target") == site) & pl.col("sends_off"))
    links = list(package_links(bindings, update))
    if not mine.is_empty():
        links.append(Link(f"package {upper(package_id)}", f"site {site}", int(mine["row"][-1]), exact=True))
    return CaseSubject(
        subject=Subject(update, None, upper(package_id), site),
        server=hierarchy.top or None,
        places=places,
        links=tuple(links),
        values=known_values(update, package_id, site),
        expected=True,
    )
