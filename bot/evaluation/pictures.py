"""A part's figures -> its two pictures: how far its confidence can be trusted, and what answering more costs. Pure."""

import math
from collections.abc import Callable, Mapping

from bot.evaluation.drawing import Chart, Line, draw
from bot.evaluation.evaluate import Part, Scored
from bot.evaluation.measures import Curves

POINTS = 200
"""A curve of more points looks the same."""
FEWEST = 5
"""Cases of a bin that is drawn: two or three are right or wrong by luck."""
FROM = 0.01
"""Coverage at which the risk is drawn first: of the surest few, one wrong answer makes any share."""

Say = Callable[[str], str]
"""The words of the pictures by their keys: `calibration`, `risk`, `confidence`, `right`, `answered`, `wrong`, `ideal`,
`perfect`."""


def pictures(part: Part, say: Say) -> Mapping[str, str]:
    """The text of SVG files by their names' ends; none where the part has no figures.

    Args:
        part: with its curves.
        say: gives the words on the pictures.
    """
    if not part.scored:
        return {}
    return {"calibration.svg": draw(_calibration(part, say)), "risk-coverage.svg": draw(_risk(part, say))}


def _calibration(part: Part, say: Say) -> Chart:
    lines = [_bins(name, scored.curves) for name, scored in part.scored.items()]
    ideal = Line(say("ideal"), "", ((0, 0), (1, 1)))
    return Chart(say("calibration"), _about(part), say("confidence"), say("right"), lines, ideal)


def _bins(name: str, curves: Curves) -> Line:
    count = sum(one.count for one in curves.bins)
    drawn = [one for one in curves.bins if one.count >= min(FEWEST, count)]
    return Line(
        name,
        f"ECE {curves.ece:.3f} · Brier {curves.brier:.3f}",
        tuple((one.sure, one.right) for one in drawn),
        tuple(one.count / count for one in drawn),
    )


def _risk(part: Part, say: Say) -> Chart:
    lines = [_costs(name, scored) for name, scored in part.scored.items()]
    asked = [result.sort for result in part.results if result.sort != "ambiguous"]
    perfect = _best_costs(say("perfect"), asked.count("answerable") / len(asked))
    return Chart(say("risk"), _about(part), say("answered"), say("wrong"), lines, perfect)


def _best_costs(name: str, answerable: float) -> Line:
    """What it would cost to answer rightly whatever can be answered, and only then the rest."""
    rest = [answerable + (1 - answerable) * step / POINTS for step in range(POINTS + 1)]
    return Line(name, "", ((0, 0), *((at, 1 - answerable / at) for at in rest)))


def _costs(name: str, scored: Scored) -> Line:
    risk = scored.curves.risk
    count = len(risk)
    first = max(1, math.ceil(count * FROM))
    picked = sorted({round(first + (count - first) * step / POINTS) for step in range(POINTS + 1)})
    return Line(name, f"AURC {scored.curves.area:.3f}", tuple((at / count, risk[at - 1]) for at in picked))


def _about(part: Part) -> str:
    return f"{part.name} · n = {len(next(iter(part.scored.values())).curves.risk):,}"
