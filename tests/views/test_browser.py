"""The HTML report in a real browser: headless Chromium through Playwright, skipped where either is missing."""

from __future__ import annotations

import shutil
from itertools import product

import pytest
from report_samples import SAMPLES, all_completed, failed_replication, hostile, stalled_download

from dmplog import diagnose
from dmplog.views.html import render
from dmplog.views.text import ticket

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (pip install playwright)")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome") if (found := shutil.which(name))),
    None,
)
WIDTHS = (320, 1024, 1920)
SCREENS = ((1440, 900), (1024, 768), (390, 844))
STUCK = ("stalled_download", "failed_replication")
TABS = ("cases", "errors", "timeline", "logs", "prerequisites", "decided", "ticket")
CHOSEN = "Array.from(document.querySelectorAll('.panel.chosen')).map(panel => panel.id)"
QUOTE = ".panel.chosen .chart text:is(.fill-quote, .fill-dim)"


def address(page):
    """Return the address the page itself sees: the driver hears of a changed one only later."""
    return page.evaluate("location.href")


def three_hundred():
    """Return a hierarchy of three hundred sites, all done."""
    return all_completed(300)


def many_updates():
    """Return the report on twenty-one updates, the first of them stuck."""
    document = failed_replication()
    for number in range(20):
        others = all_completed(3)["cases"]
        for case in others:
            case["subject"].update(
                update=f"Configuration Manager {2500 + number}", package_guid=f"{number:08}-0000-0000-0000-000000000000"
            )
        document["cases"] += others
    return document


def with_clocks():
    """Return a report whose logs tell by which clock they were written."""
    document = stalled_download()
    for row in document["coverage"]:
        row["offsets"] = [{"since": "2024-12-17T00:00:00.000Z", "minutes": -300}]
    return document


DOCUMENTS = {
    **SAMPLES,
    "with_clocks": with_clocks,
    "hostile": hostile,
    "three_hundred": three_hundred,
    "many_updates": many_updates,
}


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

    def opened(name, fragment="", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(25000)
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
        page.goto((folder / f"{name}.html").as_uri() + (f"#{fragment}" if fragment else ""))
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


def box(page, selector):
    """Return where the first element of *selector* that is shown stands in the window."""
    script = """selector => {
      const shown = Array.from(document.querySelectorAll(selector)).find(element => element.getClientRects().length);
      const box = shown.getBoundingClientRect();
      return [box.left, box.top, box.right, box.bottom];
    }"""
    return page.evaluate(script, selector)


HERE = ".panel.chosen .chart .step.failed, .panel.chosen .chart .step.stalled"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SCREENS)
@pytest.mark.parametrize("name", STUCK)
def test_the_first_screen_holds_the_answer(visit, name, width, height, scheme):
    """Badge, headline, the chosen row, and the box the case stands at with its line are in sight before anybody scrolls."""
    page = visit(name, viewport={"width": width, "height": height}, color_scheme=scheme)
    outside = {}
    for what in (".verdict", "h1", ".row[aria-current]", HERE, QUOTE):
        left, top, right, bottom = box(page, what)
        # The line beneath the box may be longer than a phone is wide: its beginning is in sight.
        right = left if what == QUOTE else right
        if not (left >= 0 and top >= 0 and right <= width and bottom <= height):
            outside[what] = (left, top, right, bottom)

    assert {} == outside


@pytest.mark.parametrize("scenario", ["half-sent", "redist-fails-daily"])
def test_the_first_screen_holds_all_that_is_to_be_done(visit, folder, scenario):
    """Every action, the next line and what to fetch stand above the bar of tabs, before anybody scrolls."""
    document = diagnose(f"fixtures/scenarios/{scenario}/bundle").to_dict()
    (folder / f"{scenario}.html").write_text(render(document), encoding="utf-8")
    page = visit(scenario, viewport={"width": 1440, "height": 900})
    actions = page.locator(".panel.chosen .answer ol").first.locator("li")
    lowest = max(box(page, f".panel.chosen .answer {what}")[3] for what in ("pre.expected", ".fetch"))

    assert actions.count() >= 3
    assert lowest <= page.locator("nav.tabs").bounding_box()["y"]


BROKEN = """() => Array.from(document.querySelectorAll('.dot small')).flatMap(label => {
  if (!label.getClientRects().length || getComputedStyle(label).visibility === 'hidden') { return []; }
  const room = label.getBoundingClientRect();
  const clips = getComputedStyle(label).overflow !== 'visible';
  return Array.from(label.firstChild.data.matchAll(/\\S+/g)).filter(word => {
    const range = document.createRange();
    range.setStart(label.firstChild, word.index);
    range.setEnd(label.firstChild, word.index + word[0].length);
    const own = range.getBoundingClientRect();
    return range.getClientRects().length > 1 || (clips && (own.left < room.left - 1 || own.right > room.right + 1));
  }).map(word => word[0]);
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_word_under_a_dot_is_broken_or_cut(visit, folder, scheme):
    """Of no lane, in no window, be it that of a phone or one that is narrow for two columns."""
    for scenario in ("half-sent", "redist-fails-daily"):
        document = diagnose(f"fixtures/scenarios/{scenario}/bundle").to_dict()
        (folder / f"{scenario}.html").write_text(render(document), encoding="utf-8")
        page = visit(scenario, color_scheme=scheme)
        for width, height in (*SCREENS, (1280, 800), (900, 700), (720, 450)):
            page.set_viewport_size({"width": width, "height": height})

            assert (width, []) == (width, page.evaluate(BROKEN))


def test_every_tab_shows_its_part_alone_and_stands_in_the_address(visit):
    page = visit("failed_replication")
    for name in TABS:
        page.locator(f'.tabs a[data-tab="{name}"]').click()

        assert address(page).endswith(f"#{name}")
        assert [name] == page.evaluate("Array.from(document.querySelectorAll('.tab.open')).map(tab => tab.id)")
        assert page.locator(f"#{name}").is_visible()


def test_a_click_and_the_arrow_keys_choose_a_row(visit):
    """Frame, chart, answer and address follow."""
    page = visit("failed_replication")
    rows = page.locator(".lanes .row")
    second = rows.nth(1).get_attribute("data-case")
    rows.nth(1).click()

    assert address(page).endswith(f"#case-{second}")
    assert [f"case-{second}"] == page.evaluate(CHOSEN)
    page.keyboard.press("ArrowUp")
    assert ["case-1"] == page.evaluate(CHOSEN)
    assert page.evaluate("document.activeElement.dataset.case") == "1"


def test_the_address_restores_what_was_shown(visit):
    """Case, tab, time and search are in the link that is sent on."""
    page = visit("failed_replication")
    page.locator(".lanes .row").nth(2).click()
    page.locator("#clock input[value=ago]").check()
    page.get_by_label("Search cases").fill("send_package")
    found = page.locator("#found").inner_text()
    chosen = page.evaluate(CHOSEN)
    again = visit("failed_replication", fragment=address(page).partition("#")[2])

    assert chosen == again.evaluate(CHOSEN)
    assert again.locator("#clock input[value=ago]").is_checked()
    assert "send_package" == again.get_by_label("Search cases").input_value()
    assert found == again.locator("#found").inner_text()
    assert [] == again.said


def test_going_back_shows_what_was_shown_before(visit):
    page = visit("failed_replication")
    page.locator(".lanes .row").nth(2).click()
    page.locator('.tabs a[data-tab="errors"]').click()
    page.go_back()
    page.go_back()
    until(page, "document.querySelector('.panel.chosen').id === 'case-1'")


def test_one_switch_turns_every_time(visit):
    """UTC, the clock of the server, and the time before the report was made."""
    page = visit("with_clocks")
    clock = page.locator(".panel.chosen .answer time").first
    moment = clock.get_attribute("datetime")
    utc = clock.inner_text()
    page.locator("#clock input[value=server]").check()
    server = clock.inner_text()
    page.locator("#clock input[value=ago]").check()

    assert "2024-12-18T04:32:00.000Z" == moment
    assert ("04:32:00", "2024-12-17 23:32:00", "11 h 48 m ago") == (utc, server, clock.inner_text())
    assert address(page).endswith("time=ago")


def test_the_switch_turns_the_headline_and_the_pictures_too(visit):
    """No moment of the page is told by another clock than the one that was asked for; the durations stay."""
    page = visit("with_clocks")
    headline, axis = page.locator("h1 time"), page.locator(".panel.chosen .spent g.axis text").last
    due = page.locator(".panel.chosen .spent text[data-pattern^=due]")
    told = []
    for clock in ("utc", "server", "ago"):
        page.locator(f"#clock input[value={clock}]").check()
        told.append((headline.inner_text(), due.text_content(), axis.text_content()))
    dated = page.evaluate(
        """Array.from(document.querySelectorAll("main *")).filter(element => element.children.length === 0
            && !element.closest("time, pre, code, script, #ticket") && /\\d{4}-\\d\\d-\\d\\d/.test(element.textContent)).length"""
    )

    assert [
        ("2024-12-18 04:32 UTC", "due 07:08, 2 h after the last sign", "UTC"),
        ("2024-12-17 23:32 UTC-5", "due 02:08, 2 h after the last sign", "UTC-5"),
        ("11 h 48 m ago", "due 9 h 12 m ago", "ago"),
    ] == told
    assert 0 == dated


def test_times_of_servers_whose_clocks_differ_have_their_zone(visit, folder):
    """Each with its date; the page says that clocks differ; and what is told by "ago" is not told twice."""
    document = with_clocks()
    rows = document["coverage"]
    rows[-1] |= {"server": "CHILD", "role": rows[0]["role"], "offsets": [{"since": rows[0]["first"], "minutes": 60}]}
    (folder / "differ.html").write_text(render(document), encoding="utf-8")
    page = visit("differ")
    first = page.locator(".panel.chosen .answer p.dim").first
    page.locator("#clock input[value=server]").check()

    assert "2024-12-17 23:32:00 UTC-5" in first.inner_text()
    assert "CHILD UTC+1" in page.locator(".for-server").inner_text()
    page.locator("#clock input[value=ago]").check()
    assert 1 == first.inner_text().count("11 h 48 m")
    assert page.locator(".for-ago").is_visible()


def test_search_shows_the_count_it_really_shows(visit):
    """`/` leads to it; cases, errors and lines without the words are gone, in every tab."""
    page = visit("failed_replication")
    page.keyboard.press("/")
    page.keyboard.type("sender")
    for tab, shown in (("cases", "#cases details.case"), ("timeline", "#timeline .line"), ("errors", "#errors .found")):
        page.locator(f'.tabs a[data-tab="{tab}"]').click()
        count = page.evaluate(
            "selector => Array.from(document.querySelectorAll(selector)).filter(element => element.getClientRects().length).length",
            shown,
        )
        said = page.locator(f'.tabs a[data-tab="{tab}"] .count').text_content()
        if tab == "cases":
            count += page.locator("#found-cases .row:visible").count()

        assert (str(count) if count else "") == said
    assert "find=sender" in address(page)
    assert 0 < page.locator("#timeline .line:not([hidden])").count() < page.locator("#timeline .line").count()


def test_search_finds_what_is_read_on_the_page(visit):
    """Words of the headline, of an answer and of the ticket text; a tab without a hit has no number."""
    page = visit("stalled_download")
    told = []
    for words in ("stuck at step", "what to do", "no such words"):
        page.get_by_label("Search cases").fill(words)
        told.append(
            page.evaluate(
                """Array.from(document.querySelectorAll('.tabs .count')).filter(count => !count.hidden)
                .map(count => count.parentElement.dataset.tab)"""
            )
        )

    assert [["cases", "ticket"], ["cases", "ticket"], []] == told
    assert "Nothing on this page has these words." == page.locator("#found").inner_text()


def test_a_site_among_three_hundred_is_found_by_its_name(visit):
    """Sites that stand alike are one row; the filter makes a row of each that is asked for."""
    page = visit("three_hundred")

    assert page.locator(".lanes .row").count() < 12
    page.get_by_label("Find a site").fill("299")
    found = page.locator(".lanes .row:visible")
    assert ["Transfer to 299", "Installation on 299"] == found.locator("strong").all_inner_texts()
    assert "2 shown" == page.locator("#sites-found").inner_text()
    found.last.click()
    assert "Installation on 299" == page.locator(".panel.chosen h2").first.text_content()


def test_the_picker_leads_to_every_update(visit):
    """The update with the worst case is chosen; another one is told by its own worst case."""
    page = visit("many_updates")
    picker = page.locator("#update")

    assert "1" == picker.input_value()
    assert 21 == picker.locator("option").count()
    picker.select_option("7")
    assert page.locator('.update[data-update="7"] .row').first.is_visible()
    assert "7" == page.locator(".row[aria-current]").evaluate("row => row.closest('.update').dataset.update")
    assert page.locator(".panel.chosen").count() == 1


def test_n_and_p_go_from_error_to_error(visit):
    """Each line that tells of an error once, also where the search was left with Escape; and no other line."""
    page = visit("failed_replication")
    page.keyboard.press("/")
    page.keyboard.type("sender")
    page.keyboard.press("Escape")
    errors = page.evaluate("errors().map(element => element.id)")
    told = []
    for key in ("n", *("n" for _ in errors), "p"):
        page.keyboard.press(key)
        told.append(address(page).partition("#")[2])

    assert len(errors) > 1
    assert [*errors, errors[0], errors[-1]] == told
    assert page.evaluate("errors().every(element => element.matches('.fault, .error'))")
    assert page.locator(".at").is_visible()


def test_the_picture_leads_to_its_lines_and_a_line_to_its_context(visit):
    """A click on a box shows the lines of the step; a line leads to where it stands among all others."""
    page = visit("stalled_download", viewport={"width": 1400, "height": 900})
    page.locator("#case-1-chart-download_redist").click()
    step = page.locator("#case-1-evidence-download_redist")

    assert step.is_visible()
    step.locator(".place").first.click()
    assert address(page).partition("#")[2].startswith("line-")
    assert page.locator("#timeline .at pre").is_visible()


def test_a_bar_says_the_two_lines_it_stands_between(visit):
    """Where the keyboard or the mouse is on it."""
    page = visit("stalled_download", viewport={"width": 1400, "height": 900})
    page.locator(".panel.chosen g.bar").first.focus()

    assert ".log:" in page.locator(".panel.chosen .between").inner_text()


def test_dark_mode_follows_the_system_and_the_button(visit):
    """Page and picture are dark where the system is, and the button turns both."""
    ground = "getComputedStyle(document.querySelector('.card')).backgroundColor"
    fill = "getComputedStyle(document.querySelector('#case-1-chart-queue_package rect')).fill"
    page = visit("stalled_download", color_scheme="dark")
    dark = (page.evaluate(ground), page.evaluate(fill))
    page.locator("#theme").click()
    light = (page.evaluate(ground), page.evaluate(fill))

    assert dark[0] != light[0]
    assert dark[1] != light[1]
    assert "rgb(255, 255, 255)" == light[0]


def test_one_button_copies_the_ticket_text(browser, folder):
    """What --format ticket prints is put on the clipboard, to the letter."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((folder / "stalled_download.html").as_uri())
    page.get_by_role("button", name="copy for ticket or assistant", exact=True).click()
    until(page, "document.getElementById('said').textContent !== ''")

    assert ticket(stalled_download()) == page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    context.close()


def test_a_line_is_copied_with_its_place(browser, folder):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((folder / "stalled_download.html").as_uri())
    quote = page.locator(".panel.chosen .answer .quote").first
    quote.get_by_role("button").click()
    until(page, "document.getElementById('said').textContent !== ''")
    place, text = quote.locator(".place").inner_text(), quote.locator("pre").inner_text()

    assert f"{place}: {text}" == page.evaluate("navigator.clipboard.readText()")
    context.close()


def test_it_is_whole_without_javascript(visit):
    """Everything can be read without a script: tabs are sections, every case has its answer, what needs a script is not there."""
    page = visit("failed_replication", java_script_enabled=False)

    assert page.get_by_role("button").count() == 0
    for name in TABS:
        assert page.locator(f"#{name}").is_visible()
    panels = page.locator(".panel:not(#other)")
    assert panels.count() > 1
    assert all(panels.nth(place).locator(".answer").is_visible() for place in range(panels.count()))
    page.locator(".tabs a").nth(2).click()
    assert address(page).endswith("#timeline")


@pytest.mark.parametrize("name", ["stalled_download", "failed_replication"])
def test_it_can_be_used_with_the_keyboard(visit, name):
    """The first stop is the skip link, fewer than sixty lead around the page, and each is seen where it is."""
    page = visit(name)
    stops = []
    for _ in range(80):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "[document.activeElement.tagName, document.activeElement.textContent.slice(0, 40), document.activeElement.className]"
        )
        if stop[0] == "BODY":
            break
        stops.append(stop)

    assert "Skip to the answer" == stops[0][1]
    assert len(stops) < 60
    assert {"INPUT", "BUTTON", "A", "SUMMARY"} <= {stop[0] for stop in stops}
    assert [] == [stop for stop in stops if stop[0] == "PRE" and "ticket" not in stop[2]]


def test_every_tab_has_few_stops(visit):
    """Of many lines only one is a stop; arrow keys lead through the others."""
    page = visit("failed_replication")
    for name in TABS:
        page.locator(f'.tabs a[data-tab="{name}"]').click()
        stops = page.evaluate(
            """Array.from(document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]'))
            .filter(element => element.tabIndex >= 0 && element.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})).length"""
        )

        assert stops < 60, name
    page.locator('.tabs a[data-tab="timeline"]').click()
    page.locator("#timeline .line .place").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.line') === document.querySelectorAll('.line')[1]")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", STUCK)
def test_the_first_printed_page_is_the_first_screen(visit, name, paper):
    """Sentence, rows and answer are on page one, light, with tools left out; then errors and the ticket text."""
    reader = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed (pip install pypdfium2)")
    page = visit(name, color_scheme="dark")
    document = DOCUMENTS[name]()
    printed = reader.PdfDocument(page.pdf(format=paper))
    pages = [" ".join(one.get_textpage().get_text_range().split()) for one in printed]
    row = page.locator(".row[aria-current] strong").inner_text()
    page.emulate_media(media="print")
    folded = page.locator(".panel.chosen .answer details li, .panel.chosen .answer details p").all_text_contents()
    whole = "".join("".join(pages).split())

    assert [] == [text for text in folded if "".join(text.split())[:30] not in whole]
    assert " ".join(document["headline"].split())[:60] in pages[0]
    assert row in pages[0]
    assert "Step" in pages[0]
    assert "What to do" in pages[0]
    assert "Ticket text" not in pages[0]
    assert any("Ticket text" in text for text in pages[1:])
    assert not page.locator(".tools").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor") == "rgb(255, 255, 255)"


def test_hostile_log_text_runs_nothing(visit):
    """Scripts in a log are words: nothing ran, nothing was built of them."""
    page = visit("hostile")

    assert [] == page.said
    assert page.locator("script:not([type])").count() == 1
    assert page.locator("img, b, a[href^=javascript]").count() == 0
    assert "<script>alert(1)</script>" in page.locator("h1").inner_text()


# The page of many updates takes axe-core half a minute, and has no colours that the others have not.
AXED = [
    *product(("stalled_download", "failed_replication", "unknown", "hostile"), ("light", "dark")),
    ("many_updates", "light"),
]


@pytest.mark.parametrize(("name", "scheme"), AXED)
def test_axe_finds_no_violation(visit, name, scheme):
    """Contrast, names, roles, headings, tables: axe-core has nothing to say, whatever tab is open."""
    axe = pytest.importorskip(
        "axe_core_python.sync_playwright", reason="axe-core is not installed (pip install axe-core-python)"
    )
    page = visit(name, color_scheme=scheme)
    found = {}
    for number, tab in enumerate(TABS):
        page.locator(f'.tabs a[data-tab="{tab}"]').click()
        # What stands above the tabs is the same whichever is open.
        context = f"#{tab}" if number else None
        for violation in axe.Axe().run(page, context=context, options={"resultTypes": ["violations"]})["violations"]:
            found[violation["id"]] = [tab, *(node["html"][:160] for node in violation["nodes"][:3])]

    assert {} == found


def test_two_thousand_cases_open_in_two_seconds(visit, folder):
    """Cases that stand alike are data, from which rows are made when they are asked for."""
    (folder / "two_thousand.html").write_text(render(all_completed(1000)), encoding="utf-8")
    page = visit("empty")
    # The time of the processor: how busy the machine is with something else is no matter of the page.
    measured = page.context.new_cdp_session(page)
    measured.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto((folder / "two_thousand.html").as_uri())
    spent = {one["name"]: one["value"] for one in measured.send("Performance.getMetrics")["metrics"]}

    assert len(all_completed(1000)["cases"]) > 2000
    assert spent["TaskDuration"] < 2
    page.get_by_label("Find a site").fill("9")
    assert "100 shown" in page.locator("#sites-found").inner_text()
