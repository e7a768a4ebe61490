"""Knowledge of the user's own: files in a folder, and no Python."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import golden
import pytest
from own_backup import CHART, backup_log, lay_out
from typer.testing import CliRunner

import dmplog
from dmplog.cli.app import app
from dmplog.errors import FlowchartError, UsageError

REPOSITORY = Path(__file__).resolve().parents[1]
SHIPPED = REPOSITORY / "flowcharts"
DOWNLOADS = [
    path
    for path in golden.scenarios()
    if any(
        case["flowchart"] == "download"
        for case in json.loads((golden.GOLDEN / f"{path.name}.json").read_text(encoding="utf-8"))["cases"]
    )
]


@pytest.fixture
def folder(tmp_path):
    """A folder of knowledge: one log, one lane, one cause."""
    return lay_out(tmp_path)


def test_a_lane_of_the_users_own_is_traced_to_a_stalled_step(folder, tmp_path):
    bundle = backup_log(tmp_path, "Invented: backup CAS begins", "noise", "noise", "Invented: backup PS1 begins")

    report = dmplog.diagnose(bundle, knowledge=folder)
    cases = {case.subject.update: case for case in report.cases}

    assert ("stalled", "copy_backup", "unknown") == (cases["CAS"].verdict, cases["CAS"].step, cases["CAS"].cause.id)
    assert "Invented: backup CAS was copied to <PATH>" in cases["CAS"].next.expected[0]
    assert ("in_progress", "copy_backup", None) == (cases["PS1"].verdict, cases["PS1"].step, cases["PS1"].cause)
    assert ["smsbkup"] == [log.role for log in report.coverage]


def test_a_subject_is_told_as_its_lines_write_it_and_is_one_however_they_write_it(folder, tmp_path):
    grammar = folder / "grammars" / "smsbkup.lark"
    grammar.write_text(
        grammar.read_text(encoding="utf-8").replace("/[A-Z][A-Z0-9]+/", "/[A-Za-z][A-Za-z0-9]+/"), encoding="utf-8"
    )
    bundle = backup_log(
        tmp_path, "Invented: backup NightlyCas begins", "Invented: backup nightlycas was refused, error 5"
    )

    report = dmplog.diagnose(bundle, knowledge=folder)

    assert ["NightlyCas"] == [case.subject.update for case in report.cases]
    assert report.headline.startswith("NightlyCas ")


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("", "The site backup has failed"),
        ('short = "SQL copy"\n', "The SQL copy has failed"),
        ('called = "Our backup"\n', "Our backup has failed"),
    ],
)
def test_a_lane_without_a_subject_is_called_by_its_title(folder, tmp_path, added, said):
    chart = (
        CHART.replace('subject = ["backup_name"]\n', added)
        .replace("[lane.site_backup]", "[lane.nightly]")
        .replace("lane.site_backup.step", "lane.nightly.step")
    )
    (folder / "flowcharts" / "backup.toml").write_text(chart, encoding="utf-8")
    shutil.rmtree(folder / "flowcharts" / "causes")
    bundle = backup_log(tmp_path, "Invented: backup CAS begins", "Invented: backup CAS was refused, error 5")

    assert dmplog.diagnose(bundle, knowledge=folder).headline.startswith(said)


@pytest.mark.parametrize("name", ["key", "size", "sequence", "text_size"])
def test_a_subject_may_be_called_as_a_field_that_is_shipped(folder, tmp_path, name):
    for path in (folder / "grammars" / "smsbkup.lark", folder / "flowcharts" / "backup.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("BACKUP_NAME", name.upper()).replace('"backup_name"', f'"{name}"'), encoding="utf-8"
        )
    bundle = backup_log(tmp_path, "Invented: backup CAS begins", "Invented: backup CAS was refused, error 5")

    assert ["CAS"] == [case.subject.update for case in dmplog.diagnose(bundle, knowledge=folder).cases]


def test_a_cause_of_the_users_own_explains_it(folder, tmp_path):
    bundle = backup_log(tmp_path, "Invented: backup CAS begins", "Invented: backup CAS was refused, error 5")

    case = dmplog.diagnose(bundle, knowledge=folder).cases[0]

    assert ("failed", "backup_target_refuses") == (case.verdict, case.cause.id)


def test_the_commands_take_the_folder_too(folder, tmp_path):
    bundle = backup_log(tmp_path, "Invented: backup CAS begins", "Invented: backup CAS was refused, error 5")
    picture = tmp_path / "picture.svg"
    run = CliRunner().invoke
    asked = ["--knowledge", str(folder)]

    diagnosed = run(app, ["diagnose", str(bundle), *asked, "--quiet"])
    drawn = run(app, ["diagram", str(bundle), "-o", str(picture), *asked])
    explained = run(app, ["explain", *asked, "backup_target_refuses"])
    line = run(
        app,
        [
            "explain",
            *asked,
            "Invented: backup CAS was refused, error 5  $$<SMS_SITE_BACKUP><01-14-2025 02:00:00.000+000><thread=4242 (0x1092)>",
        ],
    )
    listed = run(app, ["flowchart", "list", *asked])

    assert (1, 0, 0, 0, 0) == tuple(each.exit_code for each in (diagnosed, drawn, explained, line, listed)), (
        drawn.output
    )
    assert "The target refuses the backup" in diagnosed.output
    assert "Copy the backup" in picture.read_text(encoding="utf-8")
    assert "may not write there" in explained.output
    assert "backup_refused" in line.output
    assert "site_backup (2 steps)" in listed.output


def test_what_is_changed_between_two_calls_counts(folder, tmp_path):
    """A file is mended and asked again in one session: nothing that was read before answers for it."""
    bundle = backup_log(tmp_path, "Invented: backup CAS begins", "Invented: backup CAS was refused, error 5")
    before = dmplog.diagnose(bundle, knowledge=folder).cases[0]
    for path, old, new in (
        (folder / "flowcharts" / "causes" / "access_denied.toml", "The target refuses", "The share refuses"),
        (folder / "flowcharts" / "backup.toml", "Copy the backup", "Carry the backup over"),
    ):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    after = dmplog.diagnose(bundle, knowledge=folder).cases[0]

    assert ("The target refuses the backup", "Copy the backup") == (before.cause.title, before.steps[1].title)
    assert ("The share refuses the backup", "Carry the backup over") == (after.cause.title, after.steps[1].title)


def test_without_the_folder_nothing_of_it_is_known(folder, tmp_path):
    bundle = backup_log(tmp_path, "Invented: backup CAS begins")
    dmplog.diagnose(bundle, knowledge=folder)

    assert ((), ["other"]) == (
        dmplog.diagnose(bundle).cases,
        [log.role for log in dmplog.diagnose(bundle).coverage],
    )


def test_a_mistake_in_it_is_one_sentence_with_its_place(folder, tmp_path):
    bundle = backup_log(tmp_path, "Invented: backup CAS begins")
    chart = folder / "flowcharts" / "backup.toml"
    chart.write_text(CHART.replace('ends = ["backup_copied"]', 'ends = ["backup_copid"]'), encoding="utf-8")

    with pytest.raises(FlowchartError, match=r"backup\.toml:\d+:\d+: .*no grammar has the event 'backup_copid'"):
        dmplog.diagnose(bundle, knowledge=folder)


@pytest.mark.parametrize("made", [True, False])
def test_a_folder_without_knowledge_is_refused(tmp_path, made):
    empty = tmp_path / "empty"
    if made:
        empty.mkdir()

    said = "holds neither grammars/ nor flowcharts/" if made else "there is no folder"
    with pytest.raises(UsageError, match=said):
        dmplog.diagnose(tmp_path, knowledge=empty)


def test_a_grammar_of_a_known_role_is_merged_with_it(folder, tmp_path):
    extra = '// role: hman\n// components:\n// files: hman\nbackup_noted: "Invented: the manager noted a backup"\n'
    (folder / "grammars" / "ours.lark").write_text(extra, encoding="utf-8")
    log = tmp_path / "hman.log"
    lines = ("Invented: the manager noted a backup", "Pin reset cert scan threshold is not met yet.")
    framed = [f"{text}  $$<SMS_HIERARCHY_MANAGER><01-14-2025 01:00:00.000+000><thread=9 (0x9)>" for text in lines]
    log.write_text("\r\n".join(framed) + "\r\n", encoding="utf-8")

    assert 1 == dmplog.diagnose(log, knowledge=folder).coverage[0].events - dmplog.diagnose(log).coverage[0].events


def test_records_and_events_are_read_with_it_too(folder, tmp_path):
    bundle = backup_log(tmp_path, "Invented: backup CAS begins")

    assert ["smsbkup"] == dmplog.read_records(bundle, knowledge=folder)["role"].to_list()
    assert ["CAS"] == dmplog.read_events(bundle, events="backup_begun", knowledge=folder)["backup_name"].to_list()
    shown = CliRunner().invoke(app, ["events", str(bundle), "--knowledge", str(folder)])
    assert (0, True) == (shown.exit_code, "backup_begun" in shown.output)


def test_a_report_is_drawn_with_the_flowchart_it_was_made_with(tmp_path):
    (tmp_path / "flowcharts").mkdir()
    text = (SHIPPED / "download.toml").read_text(encoding="utf-8").replace('id = "download"', 'id = "mine"', 1)
    own = tmp_path / "flowcharts" / "mine.toml"
    own.write_text(text, encoding="utf-8")
    bundle = REPOSITORY / "fixtures" / "scenarios" / "redist-fails-daily" / "bundle"

    report = dmplog.diagnose(bundle, knowledge=tmp_path, flowcharts="mine")
    drawn = report.cases[0].diagram().mermaid
    shipped = dmplog.diagnose(bundle, flowcharts="download").cases[0].diagram().mermaid

    assert shipped == drawn
    assert '?"}' in drawn
    assert report == dmplog.Report.from_json(report.to_json())

    own.unlink()
    assert '?"}' not in report.cases[0].diagram().mermaid


def causes_of(page):
    """Return what stands on *page* from its causes to the pages beside it, which are those of the own chart."""
    return page.partition("Known causes")[2].partition("Related pages")[0]


def test_the_page_of_a_renamed_step_lists_the_causes_of_the_shipped_one(renamed_download):
    path, _ = renamed_download
    page = dmplog.explain("own_download.own_package.own_download_redist", knowledge=path.parent.parent).to_text()
    shipped = dmplog.explain("download.package.download_redist").to_text()

    assert "download_timeout" in page
    assert causes_of(shipped) == causes_of(page)


def renamed(text):
    """Return the chart *text* with every id of its own exchanged, and the names by which the new ids go back."""
    document = tomllib.loads(text)
    lanes = list(document["lane"])
    steps = [step["id"] for lane in document["lane"].values() for step in lane["step"]]
    questions = [each["id"] for lane in document["lane"].values() for each in lane.get("decision", ())]
    new = {name: f"own_{name}" for name in (document["flowchart"]["id"], *lanes, *steps, *questions)}
    for old in sorted(new, key=len, reverse=True):
        where = (
            r"(?m)(^id = \"|^\[+lane\.)"
            if old in (*lanes, document["flowchart"]["id"])
            else r"(^id = \"|\bstep = \"|(?:^|-> |\]-> ))"
        )
        text = re.sub(rf"(?m){where.removeprefix('(?m)')}{re.escape(old)}(?![a-z_])", rf"\g<1>{new[old]}", text)
    return text, {fresh: old for old, fresh in new.items()}


@pytest.fixture(scope="module")
def renamed_download(tmp_path_factory):
    """A folder with a copy of download.toml in which every id is another one, and the names by which they go back."""
    folder = tmp_path_factory.mktemp("renamed")
    text, back = renamed((SHIPPED / "download.toml").read_text(encoding="utf-8"))
    (folder / "flowcharts").mkdir()
    path = folder / "flowcharts" / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path, back


@pytest.mark.parametrize("scenario", DOWNLOADS, ids=lambda path: path.name)
def test_a_copy_with_every_id_renamed_gives_the_same_answers(scenario, renamed_download):
    path, back = renamed_download
    options = golden.options_of(scenario)
    if options.get("flowcharts"):
        pytest.skip("the scenario chooses its flowcharts itself")

    shipped = dmplog.diagnose(scenario / "bundle", **options | {"flowcharts": ("download",)})
    own = dmplog.diagnose(scenario / "bundle", **options | {"flowcharts": (str(path),)})

    assert answers(shipped, {}) == answers(own, back)


def answers(report, back):
    """Return the cases of *report* with ids as *back* gives them."""
    return [
        replace(
            case,
            flowchart=back.get(case.flowchart, case.flowchart),
            lane=back.get(case.lane, case.lane),
            step=back.get(case.step, case.step),
            steps=tuple(replace(step, id=back.get(step.id, step.id)) for step in case.steps),
        )
        for case in report.cases
    ]
