"""compare(): two reports in, what changed between their documents out."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausescan import __version__
from clausescan.comparison.align import Alignment, align
from clausescan.comparison.schema import (
    ClauseChange,
    Comparison,
    Effect,
    FindingChange,
    Happened,
    PatternChange,
    Place,
    PracticeChange,
    Side,
)
from clausescan.comparison.words import Wording, pieces_of
from clausescan.config import Config
from clausescan.document import Clause, Document
from clausescan.errors import NoTextError
from clausescan.knowledge import practice
from clausescan.read import Input
from clausescan.schema import Finding, Missing, Pattern, Report, Severity, Stance, Status
from clausescan.segment import clauses_of

_PROTECTING = "protection"


def compare(old: Report | Input, new: Report | Input, *, config: Config | None = None) -> Comparison:
    """Compare two versions of an agreement, of any formats.

    Args:
        old: the earlier version: its report, or a document for `analyze`.
        new: the later version.
        config: settings for documents that are still to be analysed.

    Returns:
        the Comparison. Renumbering, other line breaks, other widths of characters and another file format are no changes, and
        neither are references (第七条) that follow a renumbering; a reference that leads elsewhere now is one.

    Raises:
        NoTextError: a document could not be read, so that nothing can be said of what changed.
        ClausescanError: as `analyze`.
    """
    ours, theirs = _side(old, config), _side(new, config)
    alignment = align(ours.clauses, theirs.clauses)
    findings = tuple(sorted(_finding_changes(ours, theirs, alignment), key=_worst_first))
    practices = tuple(_practice_changes(ours.report, theirs.report))
    patterns = _came_and_went(ours.report.patterns, theirs.report.patterns)
    missing = _came_and_went(ours.report.missing, theirs.report.missing)
    effects = {c.effect for c in findings} | {c.effect for c in practices} | {c.effect for c in (*patterns, *missing)}
    return Comparison(
        tool_version=__version__,
        old=ours.described,
        new=theirs.described,
        effect=next((effect for effect in (Effect.WORSE, Effect.BETTER) if effect in effects), Effect.NEUTRAL),
        clauses=tuple(_clause_changes(ours, theirs, alignment)),
        unchanged=len(alignment.same - alignment.moved),
        findings=findings,
        practices=practices,
        patterns=patterns,
        missing=missing,
    )


@dataclass(frozen=True, slots=True)
class _Version:
    """A report and the clauses of its text."""

    report: Report
    clauses: tuple[Clause, ...]

    @property
    def described(self) -> Side:
        report = self.report
        return Side(
            source=report.source, status=report.status, reason=report.reason, kind=report.kind, verdict=report.verdict
        )

    def wording(self, index: int) -> Wording:
        clause = self.clauses[index]
        return Wording(clause.text, "".join(self.report.text[offset] for offset in clause.offsets))

    def place(self, index: int) -> Place:
        clause = self.clauses[index]
        return Place(
            start=clause.start, end=clause.end, text=self.wording(index).written.strip(), heading_path=clause.path
        )

    def clause_of(self, finding: Finding) -> int:
        return max(bisect_right(self.clauses, finding.start, key=lambda clause: clause.start) - 1, 0)


def _side(source: Report | Input, config: Config | None) -> _Version:
    if not isinstance(source, Report):
        from clausescan.api import analyze

        source = analyze(source, config=config)
    if source.status is Status.UNREADABLE:
        raise NoTextError(source.source.name, "nothing of it could be read", hint="compare versions with a text layer")
    document = Document(source.source.name, source.source.sha256, source.source.media_type, source.text)
    # A bare number ("____", "3.") has no words to compare.
    return _Version(source, tuple(clause for clause in clauses_of(document) if clause.text.strip(" _")))


def _clause_changes(old: _Version, new: _Version, alignment: Alignment) -> Iterator[ClauseChange]:
    """In the order of the new document; a removed clause stands behind the one it followed."""
    paired = dict(alignment.same | alignment.reworded)
    reworded = {j: i for i, j in alignment.reworded}
    same = {j: i for i, j in alignment.same}
    moved = {j for _, j in alignment.moved}
    removed: dict[int, list[int]] = defaultdict(list)
    behind = -1
    for i in range(len(old.clauses)):
        behind = paired.get(i, behind)
        if i not in paired:
            removed[behind].append(i)
    for j in range(-1, len(new.clauses)):
        if j in reworded:
            i = reworded[j]
            pieces = pieces_of(old.wording(i), new.wording(j))
            yield ClauseChange(happened=Happened.CHANGED, old=old.place(i), new=new.place(j), pieces=pieces)
        elif j in moved:
            yield ClauseChange(happened=Happened.MOVED, old=old.place(same[j]), new=new.place(j))
        elif j >= 0 and j not in same:
            yield ClauseChange(happened=Happened.ADDED, new=new.place(j))
        for i in removed[j]:
            yield ClauseChange(happened=Happened.REMOVED, old=old.place(i))


def _finding_changes(old: _Version, new: _Version, alignment: Alignment) -> Iterator[FindingChange]:
    """Findings of paired clauses against each other; what is left, against what is left of the same practice elsewhere."""
    paired = {j: i for i, j in alignment.same | alignment.reworded}
    before = {(old.clause_of(f), f.practice, f.stance): f for f in old.report.findings}
    left: dict[tuple[str, Stance], tuple[list[Finding], list[Finding]]] = defaultdict(lambda: ([], []))
    for finding in new.report.findings:
        known = before.pop((paired.get(new.clause_of(finding), -1), finding.practice, finding.stance), None)
        if known is None:
            left[finding.practice, finding.stance][1].append(finding)
        elif known.severity is not finding.severity:
            yield _finding_change(known, finding)
    for finding in before.values():
        left[finding.practice, finding.stance][0].append(finding)
    for gone, come in left.values():
        for findings in (gone, come):
            findings.sort(key=lambda f: (-f.severity.rank, f.start))
        for at in range(max(len(gone), len(come))):
            one, other = (findings[at] if at < len(findings) else None for findings in (gone, come))
            if one is None or other is None or one.severity is not other.severity:
                yield _finding_change(one, other)


def _finding_change(old: Finding | None, new: Finding | None) -> FindingChange:
    known = new or old
    assert known is not None  # noqa: S101 - a change has at least one side
    before, after = old.severity if old else None, new.severity if new else None
    protects = known.stance is Stance.DENIED or known.group == _PROTECTING
    return FindingChange(
        practice=known.practice,
        name=known.name,
        stance=known.stance,
        effect=_effect(before, after, protects=protects),
        old_severity=before,
        new_severity=after,
        old_quote=old.quote if old else "",
        new_quote=new.quote if new else "",
    )


def _effect(old: Severity | None, new: Severity | None, *, protects: bool) -> Effect:
    """Of a claim: higher is worse, and none is as good as absent. Of a denial or a protecting practice: to lose it is worse."""
    kept, dropped = (new is not None) - (old is not None), (old.rank if old else 0) - (new.rank if new else 0)
    worth = kept if protects else dropped
    if worth == 0:
        return Effect.NEUTRAL
    return Effect.BETTER if worth > 0 else Effect.WORSE


def _practice_changes(old: Report, new: Report) -> Iterator[PracticeChange]:
    before, after = _highest(old), _highest(new)
    for name in sorted({*before, *after}):
        known = practice(name)
        if before.get(name) is not after.get(name):
            effect = _effect(before.get(name), after.get(name), protects=known.group == _PROTECTING)
            yield PracticeChange(
                practice=name,
                name=known.name.zh,
                effect=effect,
                old_severity=before.get(name),
                new_severity=after.get(name),
            )


def _highest(report: Report) -> Mapping[str, Severity]:
    found: dict[str, Severity] = {}
    for finding in report.asserted:  # most serious first
        found.setdefault(finding.practice, finding.severity)
    return found


def _came_and_went(
    old: Sequence[Pattern] | Sequence[Missing], new: Sequence[Pattern] | Sequence[Missing]
) -> tuple[PatternChange, ...]:
    """Patterns, or missing disclosures, that only one document has."""
    before, after = {entry.id: entry for entry in old}, {entry.id: entry for entry in new}
    changes = [(entry, Effect.WORSE) for key, entry in after.items() if key not in before]
    changes += [(entry, Effect.BETTER) for key, entry in before.items() if key not in after]
    return tuple(PatternChange(id=e.id, name=e.name, severity=e.severity, effect=effect) for e, effect in changes)


def _worst_first(change: FindingChange) -> tuple[int, int, str, str]:
    ranks = [severity.rank for severity in (change.old_severity, change.new_severity) if severity]
    order = (Effect.WORSE, Effect.BETTER, Effect.NEUTRAL).index(change.effect)
    return order, -max(ranks), change.practice, change.new_quote or change.old_quote
