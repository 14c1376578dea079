"""Ten million documents of ten pages, worked out from what was measured on this machine."""

from __future__ import annotations

from typing import Final

MILLIONS: Final = 10_000_000
PAGES: Final = 10
"""Pages of a document on paper."""
CORES: Final = (16, 64, 256)


def on_paper(fast: dict[str, float], long: dict[str, float]) -> tuple[dict[str, float], str]:
    """Hours and bytes, and which step they name as the bottleneck.

    Everything grows in proportion: pages for what works page by page, documents for what works document by document. Families and
    export are one process each, after the scan; they are told apart, as they do not hold it up.
    The generated agreements draw on one stock of clauses, nearly all of which are findings: the store, which keeps every quote, and
    the parent's part are larger than real ones would be, and Parquet, which keeps equal quotes once, is smaller.

    Args:
        fast: `speed` of benchmarks/batch.py.
        long: `endurance` of benchmarks/batch.py.
    """
    pages = MILLIONS * PAGES
    core_hours = pages / fast["pages_per_cpu_second"] / 3600
    parent_hours = pages * fast["parent_milliseconds_per_page"] / 3.6e6
    parquet_per_finding = long["parquet_bytes_per_document"] / long["findings_per_document"]
    figures = {
        "documents": float(MILLIONS),
        "pages": float(pages),
        "core_hours": core_hours,
        **{f"analysis_hours_on_{cores}_cores": core_hours / cores for cores in CORES},
        "parent_hours": parent_hours,
        "cores_one_parent_can_feed": core_hours / parent_hours,
        "families_hours": MILLIONS / long["documents"] * long["families_seconds"] / 3600,
        "export_hours": MILLIONS / long["documents"] * long["export_seconds"] / 3600,
        "resume_hours": MILLIONS / long["documents"] * long["resume_seconds"] / 3600,
        "store_gb": pages * fast["store_bytes_per_page"] / 1e9,
        "parquet_gb": pages * fast["findings_per_page"] * parquet_per_finding / 1e9,
    }
    return figures, "\n".join(_named(figures, cores) for cores in CORES)


def _named(figures: dict[str, float], cores: int) -> str:
    analysis, parent = figures[f"analysis_hours_on_{cores}_cores"], figures["parent_hours"]
    if analysis >= parent:
        what = f"reading and analysing, {analysis:.1f} h; the one parent would be busy for {parent:.1f} h of them"
        return f"{cores} cores: the bottleneck is {what}."
    what = "the one parent, which checks every document's rows and writes them into one SQLite file"
    return (
        f"{cores} cores: the bottleneck is {what}, {parent:.1f} h, where reading and analysing takes {analysis:.1f} h; "
        "--engine ray has no such parent, every actor makes its own rows and every node writes its own Parquet."
    )
