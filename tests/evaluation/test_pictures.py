"""The two pictures: sound SVG, everything inside it, labelled, readable on light and on dark."""

import re
from xml.etree import ElementTree as ET

import pytest
from evaluation_files import QUESTIONS, write
from evaluation_knowledge import valley_knowledge

from bot.evaluation.drawing import BOTTOM, COLOURS, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Chart, Line, draw
from bot.evaluation.evaluate import Bench, Part, evaluate
from bot.evaluation.pictures import pictures
from bot.evaluation.sets import read_sets
from bot.matching.matcher import Matcher

SVG = "{http://www.w3.org/2000/svg}"
IDEAL = Line("ideal", "", ((0, 0), (1, 1)))


def chart(*lines: Line, ideal: Line = IDEAL) -> Chart:
    return Chart("Title <&>", "about", "across", "up", lines or (Line("one", "note", ((0, 0), (1, 0.5))),), ideal)


def texts(svg: str) -> list[str]:
    return [found.text for found in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def numbers(svg: str) -> list[tuple[float, float]]:
    """Where all lines and marks go."""
    root = ET.fromstring(svg)  # noqa: S314 - our own
    found = [(one.get("cx"), one.get("cy")) for one in root.iter(f"{SVG}circle")]
    for path in root.iter(f"{SVG}path"):
        found += re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path.get("d"))
    return [(float(x), float(y)) for x, y in found]


def test_it_says_what_it_shows():
    said = texts(draw(chart(Line("ours", "small print", ((0, 0), (1, 1))))))
    assert {"Title <&>", "about", "across", "up", "ours", "small print", "ideal"} <= set(said)


def test_it_can_be_read_without_being_seen():
    root = ET.fromstring(draw(chart()))  # noqa: S314 - our own
    assert (root.get("role"), root.get("aria-label")) == ("img", "Title <&>: one")


def test_the_axes_go_from_nothing_to_all():
    assert [text for text in texts(draw(chart())) if text.endswith("%")] == [
        *("0%", "20%", "40%", "60%", "80%", "100%"),
        *("0%", "20%", "40%", "60%", "80%", "100%"),
    ]


HEIGHTS = {0.03: ("4%", 3), 0.1: ("10%", 6), 0.22: ("25%", 6), 0.42: ("50%", 6), 0.6: ("60%", 7), 0.7: ("80%", 5)}


@pytest.mark.parametrize(("highest", "said"), HEIGHTS.items(), ids=str)
def test_the_upward_axis_ends_above_the_highest_line_at_a_round_number(highest, said):
    flat = Line("ideal", "", ((0, 0), (1, 0)))
    ticks = [text for text in texts(draw(chart(Line("one", "", ((0, 0), (1, highest))), ideal=flat))) if "%" in text][
        6:
    ]
    assert (ticks[-1], len(ticks)) == said


def test_everything_stands_inside():
    svg = draw(chart(Line("one", "", ((0, 0), (0.5, 1), (1, 0.2)), (0.1, 0.9, 0.5))))
    for x, y in numbers(svg):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
    assert (LEFT, BOTTOM) in numbers(svg)
    assert ((LEFT + RIGHT) / 2, TOP) in numbers(svg)


def test_marks_are_larger_where_more_cases_are():
    root = ET.fromstring(draw(chart(Line("one", "", ((0, 0), (1, 1)), (0.1, 0.9)))))  # noqa: S314 - our own
    small, large = (float(one.get("r")) for one in root.iter(f"{SVG}circle"))
    assert small < large


def test_each_line_has_a_colour_and_dashes_of_its_own():
    svg = draw(chart(*(Line(str(number), "", ((0, 0), (1, 1))) for number in range(4))))
    assert len({dashes for _, _, dashes in COLOURS}) == len(COLOURS) == 4
    assert all(f'class="s{number}"' in svg for number in range(4))


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(part * (2 if len(part) == 1 else 1), 16) / 255 for part in re.findall(r"..?", colour[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("page", "number"), [("#ffffff", 0), ("#0d1117", 1)], ids=["light", "dark"])
def test_lines_can_be_told_from_the_page(page, number):
    """A contrast of 3 to 1, which WCAG asks of graphics."""
    for colours in COLOURS:
        low, high = sorted((brightness(page), brightness(colours[number])))
        assert (high + 0.05) / (low + 0.05) >= 3


def test_it_brings_its_page_and_follows_the_readers_scheme():
    svg = draw(chart())
    assert 'class="page"' in svg
    assert svg.count("prefers-color-scheme:dark") == 2


@pytest.fixture(scope="module")
def valley_part(tmp_path_factory) -> Part:
    matcher = Matcher(valley_knowledge())
    sets = read_sets([write(tmp_path_factory.mktemp("sets") / "valley.jsonl", QUESTIONS)])
    [found] = evaluate(sets, Bench(lambda: matcher, Matcher, lambda _: None, baselines=True))
    return found


@pytest.fixture
def drawn(valley_part) -> dict[str, str]:
    return dict(pictures(valley_part, lambda key: f"<{key}>"))


def test_a_part_has_two_pictures_with_all_scorers(drawn):
    assert list(drawn) == ["calibration.svg", "risk-coverage.svg"]
    for svg in drawn.values():
        assert {"yuanwen", "ratio", "WRatio", "BM25", "questions · n = 4"} <= set(texts(svg))


def test_the_words_are_those_that_are_given(drawn):
    assert {"<calibration>", "<confidence>", "<right>", "<ideal>"} <= set(texts(drawn["calibration.svg"]))
    assert {"<risk>", "<answered>", "<wrong>", "<perfect>"} <= set(texts(drawn["risk-coverage.svg"]))


def test_without_figures_there_are_no_pictures():
    assert pictures(Part("x", "group", (), (), {}), str) == {}
