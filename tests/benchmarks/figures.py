"""What a benchmark found, and the table of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        name: what was measured.
        found: the value, as people read it.
        wanted: what it must be at least, as people read it; empty when it is told for information only.
        holds: whether it is what is wanted.
    """

    name: str
    found: str
    wanted: str = ""
    holds: bool = True


def table(figures: Iterable[Figure]) -> str:
    """The figures as lines, those that don't hold marked."""
    rows = [(one.name, one.found, one.wanted, _mark(one)) for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ([cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)] + [row[3]] for row in rows)
    return "\n".join("  ".join(line).rstrip() for line in lines)


def _mark(figure: Figure) -> str:
    if not figure.wanted:
        return ""
    return "ok" if figure.holds else "FAILS"


def quantile(values: list[float], share: float) -> float:
    """The value below which so many lie (0 to 1), one of those given."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
