"""The cases of `site_transfer`: one update on its way to one child site, along minijob, job, send request and instruction."""

from __future__ import annotations

import polars as pl

from dmplog.case import Subject
from dmplog.cases.chain import Chain
from dmplog.cases.context import latest, members
from dmplog.cases.hierarchy import UNNAMED
from dmplog.cases.subject import CaseSubject, LaneCases, Link
from dmplog.flowchart import Flowchart, Lane


def transfer_cases(chain: Chain, chart: Flowchart, lane: Lane) -> LaneCases:
    """Return one case per update and child site, also for known children no line speaks of."""
    columns, site = ("row", "update", "sends_off", "target"), pl.col("site_code").str.to_uppercase()
    sending = _sending(chain).with_columns(target=site)
    jobs = chain.distribution.filter(chain.hierarchy.here).with_columns(target=site)
    own = pl.concat([part.select(*columns) for part in (jobs, sending, _arrivals(chain, sending))]).sort("row")
    own = own.drop_nulls(["update", "target"]).filter(pl.col("target") != (chain.hierarchy.top_site or ""))
    known = _with_expected_children(own, chain)
    named = sending.drop_nulls(["server_name", "target"]).group_by("target").agg(pl.col("server_name").last())
    names = dict(named.iter_rows())
    subjects = tuple(_subject(update, site, names.get(site), own, chain) for update, site in known)
    numbers = pl.DataFrame(known, {"update": pl.String, "target": pl.String}, orient="row").with_row_index("subject")
    return LaneCases(
        chart, lane, subjects, members([own.join(numbers, on=["update", "target"])]), _foreign(chain, sending)
    )


def _sending(chain: Chain) -> pl.DataFrame:
    """Add `update` and `site_code` to the lines of scheduler and sender, along the chain of identifiers."""
    rows = chain.rows.filter(chain.hierarchy.here & pl.col("of_sending"))
    thread = ["server", "role", "thread"]
    opened = rows.with_columns(
        part=pl.col("begins_part").cum_sum().over(thread), turn=pl.col("begins_turn").cum_sum().over(thread)
    )
    scope, names = [*thread, "part", "turn"], ("job_id", "request_id", "package_id", "package_version")
    filled = opened.with_columns(
        pl.col(name).forward_fill().over(scope) for name in (*names, "site_code")
    ).with_columns(pl.col(name).backward_fill().over(scope) for name in names)
    step = filled = _with_created_threads(filled)
    links = (
        (filled.drop_nulls("job_id"), "request_id", "job_id"),
        (filled, "job_id", "package_id"),
        (_with_fresh_jobs(filled), "job_id", "package_version"),
        (filled, "request_id", "site_code"),
    )
    for known, key, value in links:
        step = latest(step, known, key, value, by=["server"])
    # A job that never names its site is the one of the minijob in front of it.
    step = latest(_with_sites_of_jobs(step), _handed_over(chain), "package_id", "site_code", by=["server"])
    told = (pl.when(pl.col(name) != UNNAMED).then(name).alias(name) for name in ("package_version", "site_code"))
    return chain.easy_setup.with_update(step.with_columns(told))


def _with_created_threads(rows: pl.DataFrame) -> pl.DataFrame:
    """Fill `request_id` of threads that name no request with the one they were created for; ids of threads are used again.

    Found send request.  ID: 202SQCS1, Dest Site: PS1
    Created sending thread (Thread ID = 1150)
    Trying the No. 1 address (out of 1)

    The last line stands in the thread 4432, which is 1150 in hexadecimal, and says nothing else where no connection comes about.
    """
    number = pl.col("worker_thread_hex").str.to_integer(base=16, strict=False).cast(rows.schema["thread"])
    created = (
        rows.filter("opens_thread").drop_nulls("request_id").select("row", "server", "role", "request_id", made=number)
    )
    # What the thread writes before anything is sent is its work on that request, whatever the request brings.
    return latest(rows.with_columns(made="thread"), created, "made", "request_id", by=["server", "role"]).drop("made")


def _with_sites_of_jobs(rows: pl.DataFrame) -> pl.DataFrame:
    """Fill `site_code` with the one that the same job names, before or behind a line, from where it begins to where its id is used again.

    <Activating JOB 00000391>[Software Distribution for Configuration Manager Easy Setup Package, Package ID = CAS10001]
    Destination site:  PS1, Preferred Address: *, Priority: 2
    """
    site, job = pl.col("site_code"), ["server", "job_id"]
    lives = rows.sort("row").with_columns(life=pl.col("begins_job").cum_sum().over(job))
    of_job = pl.coalesce(site, site.forward_fill().over(*job, "life"), site.backward_fill().over(*job, "life"))
    return lives.with_columns(site_code=pl.when(pl.col("job_id").is_null()).then(site).otherwise(of_job)).drop("life")


def _handed_over(chain: Chain) -> pl.DataFrame:
    r"""Return the minijobs, with no site instead of an unknown one where several sites wait and no job of the package has begun between.

    Created minijob to send compressed copy of package CAS10001 to site PS1.  Transfer root = E:\SMSPKG\CAS10001.PCK.2.
    Created minijob to send compressed copy of package CAS10001 to site PS2.  Transfer root = E:\SMSPKG\CAS10001.PCK.2.
    """
    columns = ["row", "server", "package_id", "site_code"]
    made = chain.distribution.filter("sends_off").select(*columns, begins=pl.lit(value=False))
    begun = chain.rows.filter("begins_job").select(*columns, begins=pl.lit(value=True))
    turns = (
        pl.concat([made, begun])
        .sort("row")
        .with_columns(turn=pl.col("begins").cum_sum().over("server", "package_id"))
        .filter(~pl.col("begins"))
    )
    site, turn = pl.col("site_code"), ("server", "package_id", "turn")
    several = site.n_unique().over(turn) > 1
    return turns.with_columns(site_code=pl.when(several).then(pl.lit(UNNAMED)).otherwise(site)).select(columns)


def _with_fresh_jobs(rows: pl.DataFrame) -> pl.DataFrame:
    """Return *rows* with no version, instead of an unknown one, where a job begins: ids are used again, and what they meant is over.

    <Activating JOB 00000391>[Software Distribution for Configuration Manager Easy Setup Package, Package ID = CAS10001]
    """
    fresh = pl.when("begins_job").then(pl.col("package_version").fill_null(UNNAMED)).otherwise("package_version")
    return rows.with_columns(package_version=fresh)


def _foreign(chain: Chain, sending: pl.DataFrame) -> pl.Series:
    """Return the lines that name a job or request of another package, or of an older version.

    `Send Request 201SQCS1 … State: Pending … SWD Pkg Version: 1` does not tell what keeps version 2 back.
    """
    names = chain.rows.filter(pl.any_horizontal(pl.col("package_id", "job_id", "request_id").is_not_null()))["row"]
    known = pl.col("package_id").is_not_null() & pl.col("update").is_null()
    return sending.filter(known & pl.col("row").is_in(names.implode()))["row"]


def _arrivals(chain: Chain, sending: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of the child sites' despoolers and distribution managers, with their site as `target`."""
    there = ~chain.hierarchy.here
    despooled = chain.easy_setup.with_update(_of_requests(chain.rows.filter(there & pl.col("of_receiving")), sending))
    # "Successfully created/updated the package CAS10001" names no version: it is the one that the site stored, or at least received, last.
    registered = chain.distribution.filter(there)
    for told in (chain.rows.filter("stores"), chain.rows.filter("of_receiving")):
        registered = latest(registered, told, "package_id", "package_version", by=["server"])
    registered = chain.easy_setup.not_older(registered)
    both = pl.concat([despooled.select(registered.columns), registered]).drop_nulls("update")
    sites = chain.hierarchy.sites
    return both.with_columns(target=pl.col("server").replace_strict(sites, default=None, return_dtype=pl.String))


def _of_requests(rows: pl.DataFrame, sending: pl.DataFrame) -> pl.DataFrame:
    r"""Add the package to lines of a despooler in front of the one that names it, which never comes where it trusts nothing.

    Found ready instruction 202sqcas.sni
    Verifying signature for instruction E:\SMS\inboxes\despoolr.box\receive\ds_1vfda.ist of type MICROSOFT|SMS|…
    STATMSG: ID=4404 …
    """
    thread, file = ["server", "thread"], pl.col("instruction_file")
    found = rows.sort("row").with_columns(
        begun=pl.col("request_id").forward_fill().over("server"),
        part=(pl.col("request_id").is_not_null() | file.is_not_null()).cum_sum().over(thread),
    )
    # A retry names the file again, and no request: it is the one in front of its first naming.
    first = found.filter(file.is_not_null()).unique(["server", "instruction_file"], keep="first", maintain_order=True)
    named = found.join(
        first.select("server", "instruction_file", of_file="begun"), on=["server", "instruction_file"], how="left"
    )
    scope = [*thread, "part"]
    asked = named.sort("row").with_columns(
        request_id=pl.coalesce(pl.col("of_file").forward_fill().over(scope), "begun")
    )
    own = pl.col("package_id").is_not_null().any().over(scope)
    filled = asked.with_columns(
        pl.when(own).then(pl.col(name).backward_fill().over(scope)).otherwise(name).alias(name)
        for name in ("package_id", "package_version")
    )
    sent = (
        sending.drop_nulls("request_id")
        .select("request_id", "package_id", "package_version")
        .unique("request_id", keep="last")
    )
    return (
        filled.join(sent, on="request_id", how="left", suffix="_sent", maintain_order="left")
        .with_columns(
            pl.when(own | pl.col("request_id").is_null()).then(name).otherwise(f"{name}_sent").alias(name)
            for name in ("package_id", "package_version")
        )
        # What another request brings is not what the thread worked on before.
        .with_columns(
            package_id=pl.when(own | pl.col("request_id").is_null())
            .then("package_id")
            .otherwise(pl.col("package_id").fill_null(UNNAMED))
        )
        .select(rows.columns)
    )


def _with_expected_children(own: pl.DataFrame, chain: Chain) -> list[tuple[str, str]]:
    """Return every (update, child site): those seen, and for the latest update the known children distmgr said nothing of."""
    seen = list(own.select("update", "target").unique(maintain_order=True).iter_rows())
    bindings, hierarchy = chain.easy_setup.bindings, chain.hierarchy
    if hierarchy.top is None or bindings.is_empty():
        return seen
    others = [
        code for server, code in hierarchy.sites.items() if server != hierarchy.top and code != hierarchy.top_site
    ]
    return list(dict.fromkeys((*seen, *((bindings["update"][-1], site) for site in (*own["target"], *others)))))


def _subject(update: str, site: str, server_name: str | None, own: pl.DataFrame, chain: Chain) -> CaseSubject:
    hierarchy, package_id = chain.hierarchy, chain.easy_setup.package_id(update)
    child = hierarchy.server(site)
    if child is None and server_name:
        child = server_name.split(".")[0].upper()
    links = chain.easy_setup.links(update)
    sent = own.filter((pl.col("update") == update) & (pl.col("target") == site) & pl.col("sends_off"))
    if not sent.is_empty():
        links = (*links, Link(f"package {package_id}", f"site {site}", int(sent["row"][-1]), exact=True))
    return CaseSubject(
        subject=Subject(update, None, package_id, site),
        server=hierarchy.top or None,
        places=hierarchy.places | ({} if child is None else {"child_site": child or None}),
        links=links,
        values=chain.easy_setup.values(update, site),
        expected=True,
    )
