"""The Markdown view."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import SAMPLES, hostile, stalled_download, unknown

from dmplog.looks.visible import CONTROLS
from dmplog.views.markdown import advice, prose, render

markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py comes with rich, which typer brings")


def _tokens(written):
    parser = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return [token for block in parser.parse(written) for token in (block, *(block.children or ()))]


@pytest.mark.parametrize("name", [*SAMPLES, "hostile"])
def test_nothing_in_a_log_becomes_markup(name):
    """A Markdown reader finds no HTML, no link, no image and no emphasis of a log's making."""
    document = hostile() if name == "hostile" else SAMPLES[name]()
    kinds = {token.type for token in _tokens(render(document))}

    assert not kinds & {"html_inline", "html_block", "link_open", "image", "em_open", "s_open"}


def test_a_hostile_headline_stays_one_heading():
    """What the sentence holds is text, to the letter, in one heading."""
    tokens = _tokens(render(hostile()))
    at = next(index for index, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1")
    inline = tokens[at + 1]
    said = "".join(child.content for child in inline.children)

    assert said.startswith("<script>alert(1)</script> <b>bold</b> ]]> {{7*7}}")
    assert sum(token.type == "heading_open" and token.tag == "h1" for token in tokens) == 1


@given(st.text(max_size=200))
@settings(max_examples=80)
def test_any_log_line_stays_in_its_block(found):
    """No text ends the block of code it stands in, or begins markup in a sentence."""
    document = unknown()
    document["cases"][0]["steps"][2]["evidence"][0]["text"] = found
    document["cases"][0]["reasons"] = [found]
    written = render(document)
    kinds = [token.type for token in _tokens(written)]
    plain = [token.type for token in _tokens(render(unknown()))]

    assert CONTROLS.search(written) is None
    assert plain.count("heading_open") == kinds.count("heading_open")
    assert plain.count("fence") == kinds.count("fence")
    assert "html_inline" not in kinds
    assert "link_open" not in kinds


def test_tables_keep_their_columns():
    """A bar in a text does not add a cell to its row."""
    document = stalled_download()
    document["coverage"][0]["server"] = "A|B"
    document["coverage"][0]["file"] = "a|b.log"
    rows = []
    for token in _tokens(render(document)):
        if token.type == "tr_open":
            rows.append(0)
        elif token.type in ("td_open", "th_open"):
            rows[-1] += 1

    assert {3, 8} == set(rows)


def test_a_fence_is_longer_than_any_in_the_line():
    """A log line that ends a block of code cannot end this one."""
    document = unknown()
    document["cases"][0]["steps"][2]["evidence"][0]["text"] = "```\n# heading\n````"
    tokens = _tokens(render(document))

    assert next(token.content for token in tokens if token.type == "fence") == "```\n# heading\n````\n"


_PIECES = st.lists(
    st.sampled_from(
        [
            "\\\\",
            "\\",
            "<child>",
            "<GUID>",
            "<",
            ">",
            "</b>",
            "&lt;",
            "&",
            "SMS_SITE",
            " ",
            "|",
            "*",
            "_",
            "#",
            "1.",
            "!",
            "[x](y)",
            "~~",
            "http://x",
            "www.x.example",
            "EasySetupPayload",
            "a@b.example",
            ":",
            "-",
            "+",
            "=",
            "(c)",
            "<!-- x -->",
            "<?x?>",
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)


def _read(written):
    """Return what a reader of Markdown sees of *written*, and the kinds of its pieces."""
    tokens = [token for token in _tokens(written) if not token.children]
    return "".join(token.content for token in tokens if token.type in ("text", "code_inline")), {
        token.type for token in tokens
    }


@given(_PIECES)
@settings(max_examples=150)
def test_whatever_stands_in_brackets_is_read_as_it_was_written(text):
    r"""`\\<child>\SMS_SITE` is a path, of which no reader of Markdown may swallow a part."""
    said = " ".join(text.split())
    shown, kinds = _read(f"x {prose(said)} x")

    assert f"x {said} x" == shown
    assert kinds.isdisjoint({"html_inline", "html_block", "link_open", "image", "em_open", "strong_open", "s_open"})


@given(st.lists(_PIECES, min_size=1, max_size=4))
@settings(max_examples=60)
def test_whatever_stands_in_advice_is_read_as_it_was_written(parts):
    """Every second part stands in ticks."""
    said = [" ".join(part.split()) or "x" for part in parts]
    text = "x " + "".join(f"`{part}`" if number % 2 else part for number, part in enumerate(said)) + " x"
    shown, kinds = _read(advice(text))

    assert f"x {''.join(said)} x" == shown
    assert kinds.isdisjoint({"html_inline", "html_block"})


@pytest.mark.parametrize("name", SAMPLES)
def test_no_bracket_stands_bare_outside_of_code(name):
    """Some readers of Markdown take it for a tag, whatever stands in front of it."""
    written = re.sub(r"(?ms)^(`{3,}).*?^\1$|(`+).+?\2", "", render(SAMPLES[name]()))

    assert [] == re.findall(r"[^\\]?[<]", written)
