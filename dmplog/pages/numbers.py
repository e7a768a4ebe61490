"""Pages about numbers: states of updates, state messages, sub-stages, status messages and error numbers."""

from __future__ import annotations

import re

from dmplog.causes.evidence import canonical
from dmplog.codes import decode
from dmplog.errors import UsageError
from dmplog.knowledge import completions, site_states, stages, state_messages, states, status_messages, substage_of
from dmplog.pages.beside import beside, of_number
from dmplog.pages.page import Page, known, page_of, section
from dmplog.pages.related import causes_proved, step_title
from dmplog.roles import file_of

MEANS = "What it means"
_WORD = re.compile(
    r"(?:(?P<kind>state\s*message|status\s*message|statmsg(?:\s*:)?(?:\s*id\s*=)?|site\s*status|state|sub-?stage(?:\s*id)?|error(?:\s*code)?|"
    r"win32|hresult)\s*[:=#]?\s*)?(?P<number>[+-]?\d{1,20}|0x[0-9a-f]{1,16})",
    re.IGNORECASE,
)
_LONGEST = 64
"""Nothing longer is a kind of number and its number."""
_HIGH_BIT = 1 << 31
_ESC = re.compile(r"(\d{1,7})\.esc", re.IGNORECASE)
_SUBSTAGE = re.compile(r"[a-e]00[0-9a-f]{2}")


def number_pages(asked: str) -> tuple[Page, ...]:
    """Return every page the number *asked* has, the likeliest meaning first; nothing where it is no number."""
    file_name = _ESC.fullmatch(asked)
    if file_name:
        return _pages("state", int(file_name[1]), file_name[1])
    match = _WORD.fullmatch(asked) if len(asked) <= _LONGEST else None
    if not match:
        return _error_pages(asked, sure=False)
    number = int(match["number"], 0 if match["number"].lower().startswith("0x") else 10)
    kind = re.sub(r"[\s:=-]|id", "", (match["kind"] or "").lower())
    return _pages({"statmsg": "statusmessage"}.get(kind, kind), number, match["number"])


def _pages(kind: str, number: int, written: str) -> tuple[Page, ...]:
    readers = {
        "state": _state_pages,
        "sitestatus": _site_state_pages,
        "statusmessage": _status_message_pages,
        "substage": _substage_pages,
        "statemessage": _state_message_pages,
    }
    if kind in readers:
        return readers[kind](number)
    if kind:
        return _error_pages(written, sure=True)
    # Alone, 100 to 225 mean an error far more often than the state of a site.
    pages = [page for name, reader in readers.items() if name != "sitestatus" for page in reader(number)]
    # A number of its own table is hardly ever meant as an error; small ones are both.
    wide = number < 0 or number >= _HIGH_BIT
    # SQL Server numbers its errors as Windows does: which of the two is meant, the line says.
    of_sql_server = _error_pages(f"SQL {number}", sure=False) if 0 < number < _HIGH_BIT else ()
    return (*pages, *_error_pages(written, sure=not pages and wide), *of_sql_server)


def _state_pages(number: int) -> tuple[Page, ...]:
    state = states().get(number)
    if state is None:
        return ()
    items = [f"Stage: {state.stage}; outcome: {state.outcome.replace('_', ' ')}"]
    if state.console:
        items.append(f"The console shows: {state.console}")
    items.append(
        f"Hexadecimal: 0x{state.number:08x}; the high word is the stage, and a low word of 0xffff to 0xfffd ends it"
    )
    near = sorted((other for other in states().values() if other.stage == state.stage), key=lambda other: other.number)
    seen = (
        "dmpdownloader.log: State= of the line that begins with outerxml",
        "hman.log: Updated CMUpdatePackage state to …, and the name of a file such as 2.ESC",
        "the table CM_UpdatePackages and the class SMS_CM_UpdatePackages",
    )
    page = page_of(
        "state",
        f"{state.number}: state {state.name} of an update",
        section(MEANS, (state.meaning, known(state.grade)), items),
        section("Where it is seen", items=seen),
        section("The states of this stage", items=[f"{other.number} {other.name}" for other in near]),
        beside((f"state {other.number}", other.name) for other in near if other.number != number),
    )
    return (page,)


def _state_message_pages(number: int) -> tuple[Page, ...]:
    message = state_messages().get(number)
    if message is None:
        return ()
    step = f"download.{message.lane}.{message.step}"
    title = f"State message {message.number} of dmpdownloader.log" + (f": {message.symbol}" if message.symbol else "")
    grade = "unnamed" if message.grade == "inferred" else message.grade
    order = f"Place in a good run: {message.order} (the numbers do not grow with time)"
    steps = section("Step", items=(f"{step}: {step_title(step)}", order))
    next_to = beside([(step, step_title(step)), (f"download.{message.lane}", "its lane")])
    return (page_of("state_message", title, section(MEANS, (message.meaning, known(grade))), steps, next_to),)


def _site_state_pages(number: int) -> tuple[Page, ...]:
    state = site_states().get(number)
    if state is None:
        return ()
    others = [f"{other.number}: {other.name}" for other in site_states().values()]
    told = section(MEANS, (f"How far the site is: {state.name}.", known(state.grade)))
    seen = section("Where it is seen", items=("the column SiteStatus of the table ServerData in the site database",))
    title = f"SiteStatus {state.number}: {state.name}"
    return (page_of("site_state", title, told, seen, section("The other values", items=others)),)


def _substage_pages(number: int) -> tuple[Page, ...]:
    substage = substage_of(number)
    if substage is None:
        digits = f"{number:x}" if number >= 0 else ""
        if not _SUBSTAGE.fullmatch(digits):
            return ()
        stage = stages().get(digits[0], "unknown stage")
        told = f"No public source names this sub-stage. Its first digit says that it belongs to the stage {stage}."
        return (page_of("substage", f"Sub-stage 0x{digits}: {stage}", section(MEANS, (told,))),)
    items = [f"Stage: {stages().get(substage.id[2], 'unknown')}"]
    if substage.component:
        items.append(f"Component: {substage.component}")
    if substage.log:
        items.append(f"Log: {file_of(substage.log)}")
    text = filter(None, (substage.note, known(substage.grade)))
    line = "Successfully reported ConfigMgr update status (SiteCode=…, SubStageID=…, IsComplete=…, …)"
    values = [f"IsComplete={value}: {name}" for value, name in sorted(completions().items())]
    reported = section("How it is reported", (line,), values)
    return (page_of("substage", f"Sub-stage {substage.id}: {substage.name}", section(MEANS, text, items), reported),)


def _status_message_pages(number: int) -> tuple[Page, ...]:
    message = status_messages().get(number)
    if message is None:
        return ()
    title = f"Status message {message.id}" + (f": {message.symbol}" if message.symbol else "")
    items = [f"Severity: {message.severity}; outcome: {message.outcome}"]
    items.append(f"Raised by: {', '.join(message.components) or 'any component'}")
    items.extend(f'ISTR{place}="…": {name}' for place, name in enumerate(message.insertions))
    text = filter(None, (message.meaning, message.note, known(message.grade)))
    return (page_of("status_message", title, section(MEANS, text, items)),)


def _error_pages(asked: str, *, sure: bool) -> tuple[Page, ...]:
    try:
        code = decode(asked)
    except UsageError:
        return ()
    if not sure and code.name is None and code.meaning is None:
        return ()
    unsigned = int(code.code, 0) if code.code[0].isdigit() else None
    forms = []
    if unsigned is not None and unsigned >= _HIGH_BIT:
        forms = [f"{unsigned - (1 << 32)} (signed)", f"{unsigned} (unsigned)"]
    elif unsigned is not None and unsigned < 1 << 16:
        forms = [f"0x{unsigned:x}", f"0x{0x80070000 | unsigned:08x} as HRESULT"]
    title = f"{code.code}: {code.name}" if code.name else f"{code.code}: an error number"
    meaning = code.meaning or ("It is in no table." if code.name is None else "The name is all that is known here.")
    otherwise = section("The same number, written otherwise", items=forms)
    proves = section("Causes it can prove", items=causes_proved(lambda proof: canonical(code) in proof.codes))
    next_to = beside(of_number(canonical(code), unsigned))
    return (page_of("error_code", title, section(MEANS, (meaning,)), otherwise, proves, next_to),)
