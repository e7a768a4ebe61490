"""What a file of causes says, and how the user's own stand beside the shipped ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dmplog.causes import load_causes
from dmplog.causes.model import Proof
from dmplog.causes.pattern import Pattern
from dmplog.causes.samples import samples_of
from dmplog.data import OwnKnowledge, own_knowledge
from dmplog.errors import CauseError

SHIPPED = Path(__file__).resolve().parents[2] / "flowcharts" / "causes"
HEAD = """
[[cause]]
id = "full"
category = "disk_space"
title = "Full"
steps = ["download.package.*"]
explanation = "It is full."
actions = ["Make room."]
references = ["https://example.org"]
"""
PROOF = '\n[[cause.proof]]\ncode = "112"\n'
SAMPLE = '[{cause}]\nlog = "dmpdownloader"\nproves = ["Failed: error = 112", "and again"]\n'
BENIGN = '[[benign]]\nid = "rehearsal"\nwhy = "It is a rehearsal."\ntext_contains = "rehearsal failed"\n'


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def alone(folder, text, name="disk_space.toml"):
    """Return the causes of a *folder* that holds nothing else."""
    write(folder, name, text)
    return load_causes(folder)


def beside(folder, text, sample="", name="disk_space.toml"):
    """Return the shipped causes with those of the user's own."""
    write(folder, f"flowcharts/causes/{name}", text)
    if sample:
        write(folder, f"fixtures/causes/{name}", sample)
    with own_knowledge(folder):
        return load_causes()


def entry_of(name):
    """Return the shipped cause *name* as its file tells it, with its category."""
    for path in SHIPPED.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        for part in text.split("[[cause]]\n")[1:]:
            if part.startswith(f'id = "{name}"'):
                return path.name, "[[cause]]\n" + part
    raise LookupError(name)


def known(causes, name):
    (found,) = (cause for cause in causes.known if cause.id == name)
    return found


def proof_of(folder, *lines):
    (found,) = known(alone(folder, HEAD + "\n[[cause.proof]]\n" + "\n".join(lines) + "\n"), "full").proof
    return found


def test_a_cause_is_what_its_file_says(tmp_path):
    told = 'versions = "2309 and later"\nevidence = "our note"\nstatus = "documented"\nwatch = "redist_downloaded"\n'
    found = known(alone(tmp_path, HEAD + told + PROOF), "full")

    assert ("full", "disk_space", "Full", "It is full.") == (found.id, found.category, found.title, found.explanation)
    assert (("download.package.*",), ("Make room.",)) == (found.steps, found.actions)
    assert (("https://example.org",), ("redist_downloaded",)) == (found.references, found.watch)
    assert ("2309 and later", "our note", "documented") == (found.versions, found.evidence, found.status)
    assert (1, ()) == (len(found.proof), found.against)


def test_what_its_file_does_not_say_is_not_made_up(tmp_path):
    found = known(alone(tmp_path, HEAD + PROOF), "full")

    assert (None, None, "inferred", ()) == (found.versions, found.evidence, found.status, found.watch)


def test_what_speaks_against_a_cause_is_no_proof_of_it(tmp_path):
    found = known(alone(tmp_path, HEAD + PROOF + PROOF.replace("proof", "against").replace("112", "5")), "full")

    assert ([("112",)], [("5",)]) == ([each.codes for each in found.proof], [each.codes for each in found.against])


def test_a_proof_is_what_its_file_says(tmp_path):
    found = proof_of(
        tmp_path,
        *(
            "weight = 3",
            'event = "redist_downloaded"',
            'text_contains = ["No ROOM"]',
            'text_any = ["Drive C", "drive D"]',
        ),
        *('pattern = "a(?P<x>b)(?P<y>b)"', 'not = "c"', 'equal = ["x", "y"]'),
        *('code = ["112", "5"]', "sibling = true", "times = 2", 'unless_seen = ["failure"]'),
    )

    assert found == Proof(
        weight=3.0,
        events=("redist_downloaded",),
        all_texts=("no room",),
        any_texts=("drive c", "drive d"),
        pattern=Pattern("a(?P<x>b)(?P<y>b)", ("c",), ("x", "y")),
        codes=("112", "5"),
        sibling=True,
        times=2,
        unless_seen=("failure",),
    )


def test_a_proof_that_says_only_a_code_makes_likely_and_stands_anywhere(tmp_path):
    assert proof_of(tmp_path, 'code = "112"') == Proof(weight=2.0, codes=("112",))


def test_a_proof_by_a_phrase_is_one_in_every_language(tmp_path):
    texts = proof_of(tmp_path, 'phrase = "name_not_resolved"', 'text_any = "no such name"').any_texts

    assert "no such name" == texts[0]
    assert {"remote name could not be resolved", "リモート名を解決できませんでした"} <= set(texts)


def test_a_folder_alone_knows_its_own_causes_and_the_shipped_phrases(tmp_path):
    causes = alone(tmp_path, HEAD + PROOF)

    assert ["full"] == [cause.id for cause in causes.known]
    assert load_causes().phrases == causes.phrases
    assert () == causes.harmless


def test_what_is_shipped_is_read_once():
    assert load_causes() is load_causes()
    assert load_causes() == load_causes(SHIPPED)


def test_a_folder_named_from_here_is_checked_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("-a", "zzz"):
        write(tmp_path, f"{folder}/disk_space.toml", HEAD.replace('title = "Full"', "") + PROOF)

        with pytest.raises(CauseError, match="'title' is missing"):
            load_causes(folder)


@pytest.mark.parametrize(
    ("action", "said", "hint"),
    [
        ("Open {adress|the address}.", "no line of the steps it can block names 'adress'", "did you mean 'address'?"),
        (
            "Open {share|the share}.",
            "no line of the steps it can block names 'share'",
            "they name address, answer, file, host",
        ),
        ("Open {address}.", "a brace belongs to no blank", "write {name|words where no line names it}"),
    ],
)
def test_a_blank_that_no_line_of_its_steps_fills_is_refused(tmp_path, action, said, hint):
    with pytest.raises(CauseError, match=re.escape(said)) as refused:
        alone(tmp_path, (HEAD + PROOF).replace("Make room.", action))

    assert hint == refused.value.hint


def test_what_is_harmless_says_why_in_which_logs_and_how_that_is_known(tmp_path):
    (found,) = alone(tmp_path, BENIGN + 'log = "hman"\nstatus = "seen"\n', "benign.toml").harmless

    assert ("rehearsal", "It is a rehearsal.", "seen", ("hman",)) == (found.id, found.why, found.status, found.logs)
    assert ("rehearsal failed",) == found.match.all_texts


def test_what_is_harmless_without_a_log_is_so_in_any_and_only_inferred(tmp_path):
    (found,) = alone(tmp_path, BENIGN, "benign.toml").harmless

    assert ("inferred", ()) == (found.status, found.logs)


class TestBesideTheShipped:
    def test_causes_and_harmless_lines_of_both_are_known(self, tmp_path):
        write(tmp_path, "flowcharts/causes/benign.toml", BENIGN)
        causes, shipped = beside(tmp_path, HEAD + PROOF), load_causes()

        assert [*shipped.known, known(causes, "full")] == [*causes.known]
        assert [*(each.id for each in shipped.harmless), "rehearsal"] == [each.id for each in causes.harmless]

    def test_a_folder_without_causes_adds_none(self, tmp_path):
        (tmp_path / "grammars").mkdir()

        with own_knowledge(tmp_path):
            assert load_causes().known == load_causes(SHIPPED).known

    def test_a_cause_of_the_same_name_takes_the_place_of_the_shipped_one(self, tmp_path):
        name, entry = entry_of("access_denied")
        causes, shipped = beside(tmp_path, entry.replace('title = "', 'title = "Our own: '), name=name), load_causes()

        assert [each.id for each in shipped.known] == [each.id for each in causes.known]
        assert "Our own: Access is denied" == known(causes, "access_denied").title

    def test_of_a_phrase_of_both_every_wording_counts(self, tmp_path):
        phrase = '[[phrase]]\nid = "{}"\ntexts = [{{ language = "en", text = "{}", grade = "attested" }}]\n'
        usual = load_causes().phrases["name_not_resolved"]
        added = [phrase.format("name_not_resolved", text) for text in ("there is no such name", usual[0])]
        causes = beside(tmp_path, "\n".join(added[:1]), name="phrases.toml")

        assert (*usual, "there is no such name") == causes.phrases["name_not_resolved"]


SEEN = HEAD + 'status = "seen"\n' + PROOF


class TestWhatIsCalledSeen:
    """Only a line that was seen makes it so, or that it is the shipped cause unchanged."""

    @pytest.mark.parametrize(
        ("text", "sample", "status"),
        [
            (SEEN, "", "inferred"),
            (SEEN, SAMPLE.format(cause="full"), "seen"),
            (SEEN, SAMPLE.format(cause="fuller"), "inferred"),
            (SEEN.replace('"seen"', '"documented"'), "", "documented"),
            (SEEN.replace('"seen"', '"inferred"'), SAMPLE.format(cause="full"), "inferred"),
        ],
    )
    def test_a_cause_of_the_users_own_needs_a_sample(self, tmp_path, text, sample, status):
        assert status == known(beside(tmp_path, text, sample), "full").status

    def test_a_copy_of_a_shipped_cause_has_the_sample_of_that_one(self, tmp_path):
        name, entry = entry_of("package_source_access_denied")

        assert 'status = "seen"' in entry
        assert "seen" == known(beside(tmp_path, entry, name=name), "package_source_access_denied").status

    def test_one_that_is_proved_in_another_way_is_no_copy(self, tmp_path):
        name, entry = entry_of("package_source_access_denied")
        changed = entry.replace('code = "5"', 'code = "112"')

        assert "inferred" == known(beside(tmp_path, changed, name=name), "package_source_access_denied").status

    def test_one_that_is_only_inferred_where_it_was_copied_from_is_no_copy(self, tmp_path):
        name, entry = entry_of("redist_file_damaged")
        changed = entry.replace('status = "inferred"', 'status = "seen"')

        assert changed != entry
        assert "inferred" == known(beside(tmp_path, changed, name=name), "redist_file_damaged").status


class TestSamples:
    def samples(self, folder, *texts):
        for number, text in enumerate(texts):
            write(folder, f"fixtures/causes/{number}.toml", text)
        return list(samples_of(OwnKnowledge(folder)))

    def test_a_sample_is_a_cause_a_log_and_lines(self, tmp_path):
        (found,) = self.samples(tmp_path, SAMPLE.format(cause="full"))

        assert ("full", "dmpdownloader") == (found.cause, found.log)
        assert ("Failed: error = 112", "and again") == found.lines
        assert tmp_path / "fixtures" / "causes" / "0.toml" == found.path

    def test_every_sample_of_every_file_is_read_in_order(self, tmp_path):
        texts = [SAMPLE.format(cause="b") + SAMPLE.format(cause="a"), SAMPLE.format(cause="c")]

        assert ["b", "a", "c"] == [each.cause for each in self.samples(tmp_path, *texts)]

    def test_a_folder_without_samples_has_none(self, tmp_path):
        assert [] == self.samples(tmp_path)

    @pytest.mark.parametrize(
        "text",
        [
            "full = 1\n",
            "[full]\n",
            '[full]\nlog = "hman"\n',
            '[full]\nproves = ["a line"]\n',
            '[full]\nlog = 1\nproves = ["a line"]\n',
            '[full]\nlog = "hman"\nproves = []\n',
            '[full]\nlog = "hman"\nproves = "a line"\n',
            '[full]\nlog = "hman"\nproves = { a = "line" }\n',
            '[full]\nlog = "hman"\nproves = [1, 2]\n',
            '[full]\nlog = "hman"\nproves = ["a line", 2]\n',
        ],
    )
    def test_one_that_names_no_lines_of_a_log_is_refused_with_its_file(self, tmp_path, text):
        with pytest.raises(CauseError, match="the sample 'full' names no lines of a log") as caught:
            self.samples(tmp_path, text)

        assert str(tmp_path / "fixtures" / "causes" / "0.toml") == caught.value.path
        assert 'proves = ["a line of a real log"]' in caught.value.hint

    def test_a_sample_in_front_of_a_mistake_is_none(self, tmp_path):
        with pytest.raises(CauseError, match="this is no TOML"):
            self.samples(tmp_path, SAMPLE.format(cause="full"), "[full")


INSTEAD = """
[[cause.instead]]
when = "the server answered"
named = "answer"
behind = "address"
explanation = "It answered."
actions = ["Wait."]
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (INSTEAD.replace('"answer"', '"answr"'), "no line of the steps it can block names 'answr'"),
        (INSTEAD.replace("Wait.", "Open {share|it}."), "no line of the steps it can block names 'share'"),
        ("pattern = '[0-9]{3}'\nlike = 'twelve'\n", "the pattern does not find this"),
        ("like = 'twelve'\n", "the pattern does not find this"),
    ],
)
def test_what_is_told_in_place_of_a_cause_or_an_expression_is_checked(tmp_path, text, said):
    with pytest.raises(CauseError, match=re.escape(said)):
        alone(tmp_path, HEAD + PROOF + text)
