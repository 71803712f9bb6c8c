"""The figures against what is worked out by hand, or known of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.evaluation.measures import Cases, curves, measure, wilson


def cases(*rows: tuple[float, bool, bool], kinds: str = "") -> Cases:
    """Cases of how sure, whether right, whether answerable."""
    sure, right, answerable = (np.array(column) for column in zip(*rows, strict=True))
    return Cases(sure.astype(float), right.astype(bool), answerable.astype(bool), tuple(kinds or "k" * len(rows)))


RIGHT, WRONG, FALSE = (True, True), (False, True), (False, False)
SIX = cases(*((0.9, *RIGHT), (0.8, *RIGHT), (0.7, *WRONG), (0.6, *RIGHT), (0.5, *FALSE), (0.1, *FALSE)), kinds="aaaanu")
"""Of four answerable cases three are right; nothing answers two."""


def test_accuracy_is_the_share_of_the_answerable_whose_best_is_right():
    assert measure(SIX).acc == 0.75


def test_a_threshold_answers_as_many_as_its_precision_allows():
    point = measure(SIX).at[0.95]
    assert (point.threshold, point.right, point.false) == (0.8, 0.5, 0.0)


def test_the_lowest_threshold_counts_even_where_a_higher_one_is_worse():
    """A wrong answer on top doesn't hide twenty right ones below it."""
    rows = [(0.99, *WRONG), *((0.9 - step / 100, *RIGHT) for step in range(20)), (0.1, *WRONG)]
    point = measure(cases(*rows)).at[0.95]
    assert (point.threshold, point.right) == (pytest.approx(0.71), 20 / 22)


def test_equally_sure_cases_are_answered_together():
    point = measure(cases((0.9, *RIGHT), (0.9, *FALSE), (0.8, *RIGHT))).at[0.95]
    assert (point.threshold, point.right, point.false) == (None, 0.0, 0.0)


def test_the_best_threshold_gives_most_cases_what_they_want():
    best = measure(SIX).best
    assert (best.threshold, best.right, best.false) == (0.6, 0.75, 0.0)


def test_false_answers_are_counted_where_nearly_all_right_ones_are_kept():
    rows = [(0.5 + step / 100, *RIGHT) for step in range(20)]
    found = measure(cases(*rows, (0.505, *FALSE), (0.515, *FALSE), (0.4, *FALSE)))
    assert found.far == pytest.approx(1 / 3)  # of twenty right answers the lowest, 0.5, is given up


def test_false_answers_are_told_by_kind():
    assert measure(SIX).far_by_kind == {"n": 0.0, "u": 0.0}
    found = measure(cases((0.5, *RIGHT), (0.6, *FALSE), (0.4, *FALSE), (0.7, *FALSE), kinds="annu"))
    assert found.far_by_kind == {"n": 0.5, "u": 1.0}


def test_where_nothing_is_right_nothing_is_kept():
    found = measure(cases((0.9, *WRONG), (0.8, *FALSE)))
    assert (found.acc, found.far, found.at[0.98].threshold) == (0.0, 0.0, None)


def test_without_unanswerable_cases_nothing_is_false():
    found = measure(cases((0.9, *RIGHT)))
    assert (found.acc, found.far, found.far_by_kind, found.best.right) == (1.0, 0.0, {}, 1.0)


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (0, 0, 0, 1)],
    ids=str,
)
def test_wilsons_interval(right, count, low, high):
    """81 of 263 is the example of Newcombe (1998)."""
    assert wilson(right, count) == pytest.approx((low, high), abs=1e-4)


@given(some.integers(1, 500).flatmap(lambda count: some.tuples(some.integers(0, count), some.just(count))))
def test_wilsons_interval_holds_the_share(found):
    right, count = found
    low, high = wilson(right, count)
    assert 0 <= low <= right / count + 1e-12
    assert right / count - 1e-12 <= high <= 1


def test_bins_hold_cases_of_like_confidence():
    found = curves(cases((0.05, *WRONG), (0.85, *RIGHT), (0.89, *WRONG), (1.0, *RIGHT)))
    assert [(one.count, one.sure, one.right) for one in found.bins] == [
        (1, 0.05, 0.0),
        (2, pytest.approx(0.87), 0.5),
        (1, 1.0, 1.0),
    ]
    assert found.ece == pytest.approx((0.05 + 2 * 0.37 + 0) / 4)


def test_the_brier_score_is_the_mean_of_squares():
    assert curves(cases((0.8, *RIGHT), (0.4, *FALSE))).brier == pytest.approx((0.04 + 0.16) / 2)


def test_the_risk_grows_with_what_is_answered():
    found = curves(SIX)
    assert found.risk == pytest.approx((0, 0, 1 / 3, 1 / 4, 2 / 5, 3 / 6))
    assert found.area == pytest.approx(sum(found.risk) / 6)


def test_equally_sure_cases_share_their_risk():
    """Otherwise the order in which they stand would decide."""
    one = curves(cases((0.5, *RIGHT), (0.5, *WRONG)))
    other = curves(cases((0.5, *WRONG), (0.5, *RIGHT)))
    assert one.risk == other.risk == (0.5, 0.5)


@given(some.lists(some.tuples(some.floats(0, 1), some.booleans(), some.just(True)), min_size=1, max_size=60))
def test_all_figures_are_shares(rows):
    found, drawn = measure(cases(*rows)), curves(cases(*rows))
    points = [found.best, *found.at.values()]
    shares = [found.acc, found.far, drawn.brier, drawn.ece, drawn.area, *drawn.risk, *(one.right for one in points)]
    assert all(-1e-9 <= share <= 1 + 1e-9 for share in shares)
    assert drawn.risk[-1] == pytest.approx(1 - sum(right for _, right, _ in rows) / len(rows))
    assert sum(one.count for one in drawn.bins) == len(rows)
