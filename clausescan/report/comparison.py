"""What every written comparison shows, in its order and in one language: the renderers only dress it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from clausescan.comparison.schema import Comparison, Effect, FindingChange, Happened, PatternChange, Side
from clausescan.knowledge import Lang, disclosures, patterns, practice
from clausescan.report.outline import say
from clausescan.schema import Severity, Stance, Status


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that got worse or better: its name, from what to what, and the words of both versions ("" where absent)."""

    name: str
    step: str
    severity: Severity
    old_quote: str = ""
    new_quote: str = ""


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """A practice, from which severity to which, and what that means."""

    name: str
    step: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class ComparisonOutline:
    """A comparison in reading order."""

    title: str
    effect: Effect
    sentence: str
    verdicts: str
    warnings: tuple[str, ...]
    counts: str
    practices: tuple[PracticeRow, ...]
    worse: tuple[Changed, ...]
    better: tuple[Changed, ...]
    disclaimer: str


def comparison_outline(comparison: Comparison, lang: Lang) -> ComparisonOutline:
    """Arrange a comparison for reading in `lang`."""
    count = Counter(change.happened for change in comparison.clauses)
    counts = {str(happened): count[happened] for happened in Happened}
    old, new = (_grade(side, lang) for side in (comparison.old, comparison.new))
    return ComparisonOutline(
        title=say("compare_title", lang),
        effect=comparison.effect,
        sentence=_sentence(comparison, lang),
        verdicts=say("compare_verdict", lang, old=old, new=new),
        warnings=tuple(_warnings(comparison, lang)),
        counts=say("compare_clauses", lang, **counts, unchanged=comparison.unchanged),
        practices=tuple(
            PracticeRow(
                practice(change.practice).name.in_(lang),
                _step(change.old_severity, change.new_severity, lang),
                change.effect,
            )
            for change in comparison.practices
        ),
        worse=tuple(_changed(comparison, Effect.WORSE, lang)),
        better=tuple(_changed(comparison, Effect.BETTER, lang)),
        disclaimer=say("disclaimer", lang),
    )


def _sentence(comparison: Comparison, lang: Lang) -> str:
    if comparison.effect is Effect.NEUTRAL and not comparison.clauses:
        return say("compare_same", lang)
    return say(f"compare_{comparison.effect}", lang)


def _grade(side: Side, lang: Lang) -> str:
    return say("grade_unknown" if side.status is Status.NOT_AN_AGREEMENT else f"grade_{side.verdict.grade}", lang)


def _warnings(comparison: Comparison, lang: Lang) -> Iterator[str]:
    """What keeps the comparison from covering both documents."""
    for side in (comparison.old, comparison.new):
        if side.status is Status.PARTIAL:
            why = side.reason if lang == "zh" else ""  # reports carry their reason in Chinese
            yield say("compare_partial", lang, name=side.source.name) + why
        elif side.status is Status.NOT_AN_AGREEMENT:
            yield f"{side.source.name}: {say('verdict_not_an_agreement', lang)}"


def _changed(comparison: Comparison, effect: Effect, lang: Lang) -> Iterator[Changed]:
    """Patterns first, then clauses, then disclosures."""
    yield from (_pattern(change, "pattern_line", lang) for change in comparison.patterns if change.effect is effect)
    yield from (_finding(change, lang) for change in comparison.findings if change.effect is effect)
    yield from (
        _pattern(change, "missing_disclosure", lang) for change in comparison.missing if change.effect is effect
    )


def _finding(change: FindingChange, lang: Lang) -> Changed:
    name = practice(change.practice).name.in_(lang)
    denied = change.stance is Stance.DENIED
    severities = [severity for severity in (change.old_severity, change.new_severity) if severity]
    if denied:
        words = (
            say("absent" if s is None else "version_has", lang) for s in (change.old_severity, change.new_severity)
        )
        step = " → ".join(words)
    else:
        step = _step(change.old_severity, change.new_severity, lang)
    return Changed(
        name=say("denies", lang, name=name) if denied else name,
        step=step,
        severity=max(severities, key=lambda severity: severity.rank),
        old_quote=change.old_quote,
        new_quote=change.new_quote,
    )


def _pattern(change: PatternChange, key: str, lang: Lang) -> Changed:
    known = patterns()[change.id] if key == "pattern_line" else disclosures()[change.id]
    absent, has = say("absent", lang), say("version_has", lang)
    step = f"{absent} → {has}" if change.effect is Effect.WORSE else f"{has} → {absent}"
    return Changed(name=say(key, lang, name=known.name.in_(lang)), step=step, severity=change.severity)


def _step(old: Severity | None, new: Severity | None, lang: Lang) -> str:
    return " → ".join(say(f"severity_{s}" if s else "absent", lang) for s in (old, new))
