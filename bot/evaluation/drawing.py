"""Lines in a unit square -> an SVG that reads well on light and dark pages. Pure.

The picture follows the reader's colour scheme and brings its own background, so that it can be read where the page
around it doesn't follow.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 788, 440
LEFT, RIGHT, TOP, BOTTOM = 72, 556, 64, 372
"""Where the plot stands; to its right is room for the legend."""
LEGEND, LEGEND_STEP = 584, 44
STEPS = ((0.1, 0.02), (0.25, 0.05), (0.6, 0.1), (1.0, 0.2))
"""Up to which height of the y axis its ticks stand how far apart."""
DOT, DOT_MORE = 2.5, 7.0
"""Radius of a mark, and how much more it gets where all cases are in it."""

MIDDLE = ' text-anchor="middle"'

COLOURS = (
    ("#0969da", "#4493f8", ""),
    ("#bc4c00", "#f0883e", "7 4"),
    ("#8250df", "#b78af9", "2 3"),
    ("#1a7f37", "#3fb950", "10 3 2 3"),
)
"""Of each line on light and on dark, and its dashes, which tell lines apart where colours don't."""

STYLE = """\
svg{font-family:-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
.page{fill:#fff}.ink{fill:#1f2328}.soft{fill:#59636e}.grid{stroke:#d8dee4}.ideal{stroke:#8c959f}
@media(prefers-color-scheme:dark){
.page{fill:#0d1117}.ink{fill:#e6edf3}.soft{fill:#9198a1}.grid{stroke:#2a313a}.ideal{stroke:#6e7681}}
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart.

    Attributes:
        name: what the legend calls it; note: what it says of it in small.
        points: x and y, from 0 to 1.
        weights: shares of the cases at each point, which are then marked; empty for a line without marks.
    """

    name: str
    note: str
    points: tuple[tuple[float, float], ...]
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart; the first line is the one that it is about.

    Attributes:
        title, subtitle: above it; x, y: along the axes.
        ideal: what nothing could beat.
    """

    title: str
    subtitle: str
    x: str
    y: str
    lines: Sequence[Line]
    ideal: Line

    @property
    def step(self) -> float:
        """How far apart the ticks of the y axis stand."""
        return next(step for height, step in STEPS if self._highest <= height)

    @property
    def top(self) -> float:
        """The upper end of the y axis, from 0 to 1."""
        return min(1.0, max(1, math.ceil(self._highest / self.step - 1e-9)) * self.step)

    @property
    def _highest(self) -> float:
        return max(y for line in (*self.lines, self.ideal) for _, y in line.points)


def draw(chart: Chart) -> str:
    """The picture as the text of an SVG file."""
    names = ", ".join(line.name for line in chart.lines)
    described = f'width="{WIDTH}" height="{HEIGHT}" aria-label={quoteattr(f"{chart.title}: {names}")}'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {described}>',
        f"<style>\n{STYLE}{_colours()}</style>",
        f'<rect class="page" width="{WIDTH}" height="{HEIGHT}" rx="8"/>',
        _text(LEFT, 30, chart.title, "ink", ' font-size="17" font-weight="600"'),
        _text(LEFT, 50, chart.subtitle, "soft"),
        *_axes(chart),
        *_ideal(chart),
        *(part for number, line in reversed([*enumerate(chart.lines)]) for part in _line(line, number, chart.top)),
        *_legend(chart),
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def _colours() -> str:
    light = "".join(f".s{n}{{stroke:{one}}}.f{n}{{fill:{one}}}" for n, (one, _, _) in enumerate(COLOURS))
    dark = "".join(f".s{n}{{stroke:{one}}}.f{n}{{fill:{one}}}" for n, (_, one, _) in enumerate(COLOURS))
    return f"{light}\n@media(prefers-color-scheme:dark){{{dark}}}\n"


def _axes(chart: Chart) -> Iterator[str]:
    for tick in range(6):
        yield f'<path class="grid" d="M{_x(tick / 5)} {TOP}V{BOTTOM}" fill="none"/>'
        yield _text(_x(tick / 5), BOTTOM + 20, f"{tick / 5:.0%}", "soft", MIDDLE)
    for tick in range(round(chart.top / chart.step) + 1):
        level = _y(tick * chart.step, chart.top)
        yield f'<path class="grid" d="M{LEFT} {level}H{RIGHT}" fill="none"/>'
        yield _text(LEFT - 8, level + 4, f"{tick * chart.step:.0%}", "soft", ' text-anchor="end"')
    middle = (TOP + BOTTOM) / 2
    yield _text((LEFT + RIGHT) / 2, BOTTOM + 46, chart.x, "ink", MIDDLE)
    yield _text(22, middle, chart.y, "ink", f'{MIDDLE} transform="rotate(-90 22 {middle})"')


def _ideal(chart: Chart) -> Iterator[str]:
    yield f'<path class="ideal" d="{_path(chart.ideal, chart.top)}" fill="none" stroke-dasharray="3 4"/>'


def _line(line: Line, number: int, top: float) -> Iterator[str]:
    colour = number % len(COLOURS)
    yield f'<path class="s{colour}" d="{_path(line, top)}" fill="none"{_stroke(number)}/>'
    for (x, y), weight in zip(line.points, line.weights, strict=False):
        radius = round(DOT + DOT_MORE * weight**0.5, 1)
        yield f'<circle class="f{colour}" cx="{_x(x)}" cy="{_y(y, top)}" r="{radius}"/>'


def _path(line: Line, top: float) -> str:
    return "M" + "L".join(f"{_x(x)} {_y(y, top)}" for x, y in line.points)


def _stroke(number: int) -> str:
    dashes = COLOURS[number % len(COLOURS)][2]
    return f' stroke-width="{1.75 if number else 3}" stroke-linejoin="round"' + (
        f' stroke-dasharray="{dashes}"' if dashes else ""
    )


def _legend(chart: Chart) -> Iterator[str]:
    for number, line in enumerate(chart.lines):
        at, colour = TOP + 12 + number * LEGEND_STEP, number % len(COLOURS)
        yield f'<path class="s{colour}" d="M{LEGEND} {at}h26" fill="none"{_stroke(number)}/>'
        yield _text(LEGEND + 36, at + 4, line.name, "ink", "" if number else ' font-weight="600"')
        if line.note:
            yield _text(LEGEND + 36, at + 20, line.note, "soft", ' font-size="12"')
    at = TOP + 12 + len(chart.lines) * LEGEND_STEP
    yield f'<path class="ideal" d="M{LEGEND} {at}h26" fill="none" stroke-dasharray="3 4"/>'
    yield _text(LEGEND + 36, at + 4, chart.ideal.name, "soft")


def _text(x: float, y: float, text: str, look: str, more: str = "") -> str:
    """Some words; `more` are attributes that differ from the usual."""
    size = "" if "font-size" in more else ' font-size="13"'
    return f'<text class="{look}" x="{x:g}" y="{y:g}"{size}{more}>{escape(text)}</text>'


def _x(share: float) -> float:
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _y(share: float, top: float) -> float:
    return round(BOTTOM - min(share / top, 1) * (BOTTOM - TOP), 1)
