"""The HTML report in a real browser: headless Chromium through Playwright, skipped where either is missing."""

from __future__ import annotations

import shutil

import pytest
from report_samples import SAMPLES, failed_replication, hostile, stalled_download

from dmplog.views.html import render

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (pip install playwright)")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome") if (found := shutil.which(name))),
    None,
)
WIDTHS = (320, 1024, 1920)
DOCUMENTS = {**SAMPLES, "hostile": hostile}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        try:
            found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        except playwright.Error as error:
            pytest.skip(
                f"no Chromium can be started (apt-get install chromium, or playwright install chromium): {error}"
            )
        yield found
        found.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages")
    for name, build in DOCUMENTS.items():
        (path / f"{name}.html").write_text(render(build()), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser, folder):
    """Open a sample from its file; whatever the page says or asks for is kept."""
    contexts = []

    def opened(name, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.said.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith("file:") and request.is_navigation_request()
                else page.said.append(request.url)
            ),
        )
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def until(page, condition):
    """Wait until *condition* holds; the page's own policy forbids what Playwright does for that."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_opens_without_a_complaint_or_a_request(visit, name):
    """No console message, no script error, no dialog, nothing asked of anywhere; and it fits any window.

    The page itself does not scroll sideways; only pictures and tables do, in their frames.
    """
    page = visit(name)

    assert page.locator("h1").is_visible()
    assert [] == page.said
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_picture_leads_to_its_evidence_and_back(visit):
    """A click on a box shows its lines; the link there shows the box."""
    page = visit("stalled_download", viewport={"width": 1400, "height": 900})
    page.locator("#c1-download_redist a").first.click()

    assert page.url.endswith("#c1-evidence-download_redist")
    assert page.locator("#c1-evidence-download_redist").is_visible()
    until(
        page,
        "(() => { const box = document.getElementById('c1-evidence-download_redist').getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight; })()",
    )
    page.locator("#c1-evidence-download_redist a.back").click()

    assert page.url.endswith("#c1-download_redist")
    until(
        page,
        "(() => { const box = document.getElementById('c1-download_redist').getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; })()",
    )


def test_dark_mode_follows_the_system_and_the_button(visit):
    """Page and picture are dark where the system is, and the button turns both."""
    ground = "getComputedStyle(document.body).backgroundColor"
    fill = "getComputedStyle(document.querySelector('#c1-queue_package polygon')).fill"
    page = visit("stalled_download", color_scheme="dark")
    dark = (page.evaluate(ground), page.evaluate(fill))
    page.get_by_role("button", name="Switch between light and dark").click()
    light = (page.evaluate(ground), page.evaluate(fill))

    assert ("rgb(21, 24, 29)", "rgb(43, 208, 138)") == dark
    assert ("rgb(255, 255, 255)", "rgb(99, 216, 160)") == light


def test_the_filters_hide_rows(visit):
    """Verdicts can be left out of the table, and the timeline searched."""
    page = visit("failed_replication")
    rows = page.locator("#sites tbody tr:visible")
    before = rows.count()
    page.get_by_label("Completed").uncheck()

    assert rows.count() < before
    assert page.locator('#sites tbody tr[data-verdict="completed"]:visible').count() == 0
    page.get_by_label("Show only lines with").fill("send_package")
    shown = page.locator("#timeline .evidence:visible").all_inner_texts()

    assert shown
    assert all("send_package" in text for text in shown)


def test_the_ticket_text_is_copied(browser, folder):
    """The button puts the Markdown on the clipboard."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((folder / "stalled_download.html").as_uri())
    page.get_by_role("button", name="Copy the ticket text").click()
    until(page, "document.getElementById('said').textContent !== ''")

    assert page.locator("#said").inner_text() == "Copied."
    assert page.locator("#ticket-text").input_value().startswith("# Configuration Manager 2409 is stuck")
    context.close()


def test_it_is_whole_without_javascript(visit):
    """Everything can be read and opened without a script; what needs one is not shown."""
    page = visit("stalled_download", java_script_enabled=False)

    assert page.get_by_role("button", name="Copy the ticket text").count() == 0
    assert page.locator("#c1-evidence-download_redist pre").is_visible()
    summary = page.locator("#decided summary").first
    summary.click()
    assert page.locator("#decided dl.plain").first.is_visible()


def test_it_can_be_used_with_the_keyboard(visit):
    """The first stop is the skip link; every box with evidence and every summary can be reached."""
    page = visit("stalled_download")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('g[id]')?.id || document.activeElement.tagName"))
    assert {"SUMMARY", "BUTTON", "A"} <= reached
    assert any("download_redist" in name for name in reached)


def test_it_prints(visit):
    """The page prints to PDF, light, with closed parts open and tools left out."""
    page = visit("failed_replication", color_scheme="dark")
    printed = page.pdf(format="A4")
    page.emulate_media(media="print")

    assert printed.startswith(b"%PDF")
    assert not page.locator(".tools").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_hostile_log_text_runs_nothing(visit):
    """Scripts in a log are words: nothing ran, nothing was built of them."""
    page = visit("hostile")

    assert [] == page.said
    assert page.locator("script").count() == 1
    assert page.locator("img, b, a[href^=javascript]").count() == 0
    assert "<script>alert(1)</script>" in page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("name", "scheme"), [("stalled_download", "dark"), ("failed_replication", "light"), ("hostile", "dark")]
)
def test_axe_finds_no_serious_violation(visit, name, scheme):
    """Contrast, names, roles, headings, tables: axe-core has nothing serious to say."""
    axe = pytest.importorskip(
        "axe_core_python.sync_playwright", reason="axe-core is not installed (pip install axe-core-python)"
    )
    page = visit(name, color_scheme=scheme)
    found = axe.Axe().run(page)["violations"]

    assert [] == [
        (violation["id"], [node["html"][:160] for node in violation["nodes"][:3]])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


def test_samples_are_the_ones_looked_at():
    """The scenarios of the screenshots are among those opened here."""
    assert stalled_download in DOCUMENTS.values()
    assert failed_replication in DOCUMENTS.values()
