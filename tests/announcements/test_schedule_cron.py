"""Cron expressions: which are taken, what is said of the others, when they are due."""

from datetime import datetime
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.announcements.schedule_cron import Regular, cron_problems, cron_times, is_working_week, regular

NOW = datetime.fromisoformat("2026-11-21T12:00")

REFUSED = {
    "": ("cron-fields", 0),
    "   ": ("cron-fields", 0),
    "@reboot": ("cron-fields", 1),
    "@daily": ("cron-fields", 1),
    "0 9 * *": ("cron-fields", 4),
    "0 0 9 * * 1": ("cron-fields", 6),
    "0 9 * * 1 2026": ("cron-fields", 6),
    "60 9 * * *": ("cron-form", 1),
    "0 24 * * *": ("cron-form", 2),
    "0 9 0 * *": ("cron-form", 3),
    "0 9 32 * *": ("cron-form", 3),
    "0 9 * 13 *": ("cron-form", 4),
    "0 9 * * 8": ("cron-form", 5),
    "0 9 * * ?": ("cron-form", 5),
    "0 9 * * 1,": ("cron-form", 5),
    "0 9 * * 5-1": ("cron-form", 5),
    "*/0 9 * * *": ("cron-form", 1),
    "０ ９ * * 1": ("cron-form", 1),
    "-1 9 * * 1": ("cron-form", 1),
    "{0.__class__} 9 * * 1": ("cron-form", 1),
    f"{'9' * 5000} 9 * * 1": ("cron-form", 1),
    "0 9 31 2 *": ("cron-never", None),
    "0 9 30,31 2 *": ("cron-never", None),
    "0 9 31 4,6 *": ("cron-never", None),
    "0 9 */30 * 1#3": ("cron-never", None),
    "* * * * *": ("cron-often", None),
    "*/9 * * * *": ("cron-often", None),
    "0,5 9 * * *": ("cron-often", None),
    "5,55 9-10 * * *": (None, None),
    "0,55 9-10 * * *": ("cron-often", None),
    "0,59 0,23 * * *": ("cron-often", None),
}


@pytest.mark.parametrize(("cron", "problem"), REFUSED.items(), ids=[cron[:24] or "empty" for cron in REFUSED])
def test_what_is_said_of_an_expression(cron, problem):
    key, number = problem
    found = cron_problems(cron)
    assert [one.key for one in found] == ([key] if key else [])
    if number is not None:
        assert {found[0].values.get("count"), found[0].values.get("field")} == {number, None}
    assert all(len(str(value)) < 60 for one in found for value in one.values.values())


@pytest.mark.parametrize(
    "cron",
    ["0 9 * * 1", "*/10 * * * *", "0 9 29 2 *", "0 9 L * *", "0 9 * * 5L", "0 9 * JAN-MAR MON,WED", "0 9 LW * *"],
)
def test_these_are_taken(cron):
    assert cron_problems(cron) == []
    assert next(cron_times(cron, NOW)) > NOW


def dates(cron, count):
    return [f"{time:%Y-%m-%d}" for time in islice(cron_times(cron, NOW), count)]


def test_monday_is_one():
    assert [time.isoweekday() for time in islice(cron_times("0 9 * * 1", NOW), 3)] == [1, 1, 1]


@pytest.mark.parametrize("cron", ["0 9 * * 0", "0 9 * * 7"])
def test_sunday_is_nought_or_seven(cron):
    assert dates(cron, 1) == ["2026-11-22"]


def test_a_day_of_the_month_or_a_weekday():
    assert dates("0 9 13 * 5", 5) == ["2026-11-27", "2026-12-04", "2026-12-11", "2026-12-13", "2026-12-18"]


def test_29_february_waits_for_its_year():
    assert dates("0 9 29 2 *", 2) == ["2028-02-29", "2032-02-29"]


def test_a_time_of_now_is_over():
    assert dates("0 12 * * *", 1) == ["2026-11-22"]


def test_the_end_of_time_is_an_end():
    assert [time.year for time in cron_times("0 9 1 1 *", NOW.replace(year=9997))] == [9998, 9999]


@pytest.mark.parametrize(
    ("cron", "plain"),
    [
        ("30 8 * * *", Regular("08:30")),
        ("0 9 * * 1", Regular("09:00", (1,))),
        ("0 9 * * 7", Regular("09:00", (7,))),
        ("0 9 * * 0,3", Regular("09:00", (3, 7))),
        ("0 9 * * MON-FRI", Regular("09:00", (1, 2, 3, 4, 5))),
        ("5 21 15 * *", Regular("21:05", (), 15)),
        ("0 9 13 * 5", None),
        ("0 9 L * *", None),
        ("0 9 1,15 * *", None),
        ("0 9 * * 1#2", None),
        ("0 9 * * 1,5L", None),
        ("0 9 * 5 *", None),
        ("0 9,18 * * *", None),
        ("*/30 9 * * *", None),
        ("0 9 99 * *", None),
        ("x", None),
    ],
)
def test_a_plain_expression_can_be_said_in_words(cron, plain):
    assert regular(cron) == plain


@pytest.mark.parametrize(
    ("cron", "means"),
    [("0 9 * * 1-5", True), ("0 9 * * MON-FRI", True), ("0 9 * * 1-6", False), ("0 9 1 * 1-5", False)],
)
def test_monday_to_friday_is_seen(cron, means):
    assert is_working_week(cron) is means


FIELD = st.one_of(
    st.sampled_from(["*", "0", "1", "5", "9", "*/2", "*/10", "1-5", "L", "LW", "5L", "1#2", "MON", "JAN", "31"]),
    st.text(alphabet="0123456789*/,-#LWMONJAFEB", min_size=1, max_size=8),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(FIELD, min_size=5, max_size=5).map(" ".join))
def test_whatever_is_taken_is_due_and_never_too_often(cron):
    if cron_problems(cron):
        assert regular(cron) is None
        return
    times = list(islice(cron_times(cron, NOW), 5))
    assert times
    assert all((later - earlier).total_seconds() >= 600 for earlier, later in pairwise([NOW, *times][1:]))
    assert times[0] > NOW


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_survived(cron):
    cron_problems(cron)
    regular(cron)
