"""JUnit XML, which most CI servers can show: a suite a document, a failed case a violation that fails the check."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET  # only writes

from clausescan.knowledge import Lang
from clausescan.lint.output.common import message_of, note_of, place_of, rule_of, say
from clausescan.lint.violations import CheckResult, Unread, Violation

# What XML 1.0 cannot hold in any spelling.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(result: CheckResult, *, lang: Lang = "zh") -> str:
    """The result as `testsuites`; an unread file is an error, and a document with nothing wrong is one passed case."""
    root = ET.Element("testsuites", name="clausescan")
    unread = {u.path: u for u in result.unread}
    # A note may be about the side file or the baseline, which are no documents.
    for path in dict.fromkeys([*result.checked, *unread, *(note.path for note in result.notes)]):
        own = [violation for violation in result.violations if violation.path == path]
        _suite(root, path, own, unread.get(path), result, lang)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(
    root: ET.Element, path: str, own: list[Violation], unread: Unread | None, result: CheckResult, lang: Lang
) -> None:
    suite = ET.SubElement(root, "testsuite", name=_clean(path))
    failing = 0
    for violation in own:
        case = ET.SubElement(suite, "testcase", classname=_clean(path), name=_name(violation, lang))
        fails = result.fail_on.reached_by(violation.severity)
        failing += fails
        kind = "failure" if fails else "system-out"
        report = ET.SubElement(case, kind, {"message": rule_of(violation).name.in_(lang)} if fails else {})
        report.text = _clean(message_of(violation, lang))
    if unread:
        case = ET.SubElement(suite, "testcase", classname=_clean(path), name=say("check_unread", lang))
        ET.SubElement(case, "error", message=_clean(unread.reason))
    if not own and not unread:
        ET.SubElement(suite, "testcase", classname=_clean(path), name="clausescan")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failing))
    suite.set("errors", str(int(unread is not None)))
    notes = "\n".join(f"{note.path}: {note_of(note, lang)}" for note in result.notes if note.path == path)
    if notes:
        ET.SubElement(suite, "system-out").text = _clean(notes)


def _name(violation: Violation, lang: Lang) -> str:
    return _clean(f"{violation.code} {place_of(violation, lang)} {violation.fingerprint[:6]}")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
