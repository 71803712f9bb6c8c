"""When an announcement is due, what is wrong with a schedule and what an operator should know of it."""

import math
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.announcements.calendar import FESTIVALS
from bot.announcements.model import Schedule
from bot.announcements.schedule import next_due, problems, upcoming, warnings

HERE = "Asia/Shanghai"
NEW_YORK = "America/New_York"


def at(text, zone=HERE):
    """Seconds since the epoch."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def shown(dues, zone=HERE):
    """Times as the zone's clocks show them."""
    return [f"{datetime.fromtimestamp(due, ZoneInfo(zone)):%Y-%m-%d %H:%M}" for due in dues]


NOW = at("2026-11-21 12:00")

ONCE = Schedule("at", HERE, at="2026-11-21 12:02")
WEEKLY = Schedule("cron", HERE, cron="0 9 * * 1")
BEFORE = Schedule("before", HERE, festival="spring-festival", days=3)
LUNAR = Schedule("lunar", HERE, month=8, day=15)


@pytest.mark.parametrize(
    ("schedule", "times"),
    [
        (ONCE, ["2026-11-21 12:02"]),
        (replace(ONCE, at="2026-11-21T12:02"), ["2026-11-21 12:02"]),
        (replace(ONCE, at=" 2026-11-22 9:00 "), ["2026-11-22 09:00"]),
        (replace(ONCE, zone="UTC", at="2026-11-21 04:02"), ["2026-11-21 12:02"]),
        (WEEKLY, ["2026-11-23 09:00", "2026-11-30 09:00", "2026-12-07 09:00"]),
        (BEFORE, ["2027-02-03 09:00", "2028-01-23 09:00", "2029-02-10 09:00"]),
        (replace(BEFORE, festival="new-year", days=60), ["2027-11-02 09:00", "2028-11-02 09:00", "2029-11-02 09:00"]),
        (replace(BEFORE, festival="new-year", days=30), ["2026-12-02 09:00", "2027-12-02 09:00", "2028-12-02 09:00"]),
        (replace(BEFORE, festival="laba", days=0), ["2027-01-15 09:00", "2028-01-04 09:00", "2029-01-22 09:00"]),
        (replace(BEFORE, festival="mid-autumn", days=0, time="7:30"), ["2027-09-15 07:30", "2028-10-03 07:30"]),
        (LUNAR, ["2027-09-15 09:00", "2028-10-03 09:00", "2029-09-22 09:00"]),
        (replace(LUNAR, month=5, day=5), ["2027-06-09 09:00", "2028-05-28 09:00", "2029-06-16 09:00"]),
        (replace(LUNAR, month=12, day=30), ["2030-02-02 09:00", "2033-01-30 09:00", "2034-02-18 09:00"]),
        (Schedule("now", HERE), []),
    ],
)
def test_the_next_times(schedule, times):
    assert problems(schedule, NOW) == []
    found = shown(upcoming(schedule, NOW, 3))
    assert found[: len(times)] == times
    assert bool(found) == bool(times)


@pytest.mark.parametrize("schedule", [ONCE, WEEKLY, BEFORE, LUNAR])
def test_the_next_time_is_strictly_later(schedule):
    due = next_due(schedule, NOW)
    assert next_due(schedule, due - 0.001) == due
    after = next_due(schedule, due)
    assert after is None if schedule.when == "at" else after > due


@pytest.mark.parametrize("count", [0, 1, 7])
def test_so_many_times_are_told_and_no_more(count):
    assert len(upcoming(WEEKLY, NOW, count)) == count
    assert len(upcoming(ONCE, NOW, count)) == min(count, 1)


def test_two_festivals_on_one_weekend_keep_their_own_times():
    """In 2028 Mid-Autumn is the third of National Day's days."""
    year = at("2028-01-01 00:00")
    autumn = replace(BEFORE, festival="mid-autumn")
    assert shown(upcoming(autumn, year, 1)) == ["2028-09-30 09:00"]
    assert shown(upcoming(replace(autumn, festival="national-day"), year, 1)) == ["2028-09-28 09:00"]


@pytest.mark.parametrize("festival", FESTIVALS)
@pytest.mark.parametrize("days", [0, 3, 60])
def test_a_festival_comes_once_a_year(festival, days):
    dues = upcoming(replace(BEFORE, festival=festival, days=days), NOW, 12)
    assert len(dues) == 12
    assert all(352 <= (later - earlier) / 86_400 <= 386 for earlier, later in pairwise(dues))


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule("cron", NEW_YORK, cron="30 2 * * *"),
        Schedule("cron", NEW_YORK, cron="0,30 2 * * *"),
        Schedule("at", NEW_YORK, at="2027-03-14 02:30"),
        Schedule("lunar", NEW_YORK, month=2, day=7, time="02:30"),
    ],
    ids=["cron", "cron, two in the gap", "at", "lunar"],
)
def test_a_time_that_the_clocks_skip_comes_once_after_the_gap(schedule):
    dues = upcoming(schedule, at("2027-03-13 12:00", NEW_YORK), 3)
    times = [time for time in shown(dues, NEW_YORK) if time < "2027-03-15"]
    assert times == ["2027-03-14 03:00"]


def test_what_the_gap_moves_and_what_stands_behind_it_are_one():
    schedule = Schedule("cron", NEW_YORK, cron="0,30 2,3 * * *")
    dues = upcoming(schedule, at("2027-03-14 00:00", NEW_YORK), 3)
    assert shown(dues, NEW_YORK) == ["2027-03-14 03:00", "2027-03-14 03:30", "2027-03-15 02:00"]


@pytest.mark.parametrize("cron", ["30 1 * * *", "*/30 1 * * *", "30 * * * *"])
def test_a_time_that_the_clocks_show_twice_comes_once(cron):
    """Whether the hours or minutes are stars or not; the first of the two counts."""
    start = at("2026-11-01 00:00", NEW_YORK)
    dues = upcoming(Schedule("cron", NEW_YORK, cron=cron), start, 60)
    assert shown(dues, NEW_YORK).count("2026-11-01 01:30") == 1
    assert datetime(2026, 11, 1, 5, 30, tzinfo=UTC).timestamp() in dues


@pytest.mark.parametrize("minutes", [0, 15, 30, 45, 59])
def test_in_the_second_hour_of_one_name_the_next_time_is_ahead(minutes):
    second = datetime(2026, 11, 1, 6, minutes, tzinfo=UTC).timestamp()
    due = next_due(Schedule("cron", NEW_YORK, cron="*/15 1,2 * * *"), second)
    assert shown([due], NEW_YORK) == ["2026-11-01 02:00"]


WRONG = [
    (replace(ONCE, zone="Mars/X"), ["zone-unknown"]),
    (replace(ONCE, zone=""), ["zone-unknown"]),
    (replace(ONCE, zone="../../etc/passwd"), ["zone-unknown"]),
    (replace(ONCE, zone="Asia"), ["zone-unknown"]),
    (replace(ONCE, zone="/etc/localtime"), ["zone-unknown"]),
    (replace(ONCE, zone="A" * 5000), ["zone-unknown"]),
    (replace(ONCE, zone="Asia/Shang\0hai"), ["zone-unknown"]),
    (replace(ONCE, zone="\ud800"), ["zone-unknown"]),
    (Schedule("now", "Mars/X"), ["zone-unknown"]),
    (replace(ONCE, at=""), ["at-form"]),
    (replace(ONCE, at="tomorrow"), ["at-form"]),
    (replace(ONCE, at="2026-11-31 09:00"), ["at-form"]),
    (replace(ONCE, at="2027-02-29 09:00"), ["at-form"]),
    (replace(ONCE, at="2026-12-01 24:00"), ["at-form"]),
    (replace(ONCE, at="2026-12-01 25:00"), ["at-form"]),
    (replace(ONCE, at="2026-12-01"), ["at-form"]),
    (replace(ONCE, at="2026-12-01 09:00+08:00"), ["at-form"]),
    (replace(ONCE, at="２０２６-12-01 09:00"), ["at-form"]),
    (replace(ONCE, at="0000-12-01 09:00"), ["at-form"]),
    (replace(ONCE, at="2026-11-21 12:00"), ["at-past"]),
    (replace(ONCE, at="1900-01-01 00:00"), ["at-past"]),
    (replace(ONCE, at="0001-01-01 00:00"), ["at-past"]),
    (replace(ONCE, at="2037-01-01 00:00"), ["at-far"]),
    (replace(ONCE, at="9999-12-31 23:59"), ["at-far"]),
    (replace(ONCE, at="9999-12-31 23:59", zone=NEW_YORK), ["at-far"]),
    (replace(ONCE, at="never", zone="Mars/X"), ["zone-unknown", "at-form"]),
    (replace(WEEKLY, cron="@reboot"), ["cron-fields"]),
    (replace(WEEKLY, cron="0 9 31 2 *"), ["cron-never"]),
    (replace(WEEKLY, cron="* * * * *"), ["cron-often"]),
    (replace(BEFORE, festival="easter"), ["festival-unknown"]),
    (replace(BEFORE, festival=""), ["festival-unknown"]),
    (replace(BEFORE, days=-1), ["days-range"]),
    (replace(BEFORE, days=61), ["days-range"]),
    (replace(BEFORE, days=10**30), ["days-range"]),
    (replace(BEFORE, time="25:00"), ["time-form"]),
    (replace(BEFORE, time="24:00"), ["time-form"]),
    (replace(BEFORE, time="09:60"), ["time-form"]),
    (replace(BEFORE, time="0900"), ["time-form"]),
    (replace(BEFORE, time=""), ["time-form"]),
    (replace(BEFORE, time="09:00:00"), ["time-form"]),
    (
        Schedule("before", "Mars/X", festival="easter", days=99, time="x"),
        ["zone-unknown", "festival-unknown", "days-range", "time-form"],
    ),
    (replace(LUNAR, month=0), ["lunar-month"]),
    (replace(LUNAR, month=13), ["lunar-month"]),
    (replace(LUNAR, month=-5), ["lunar-month"]),
    (replace(LUNAR, day=0), ["lunar-day"]),
    (replace(LUNAR, day=31), ["lunar-day"]),
    (replace(LUNAR, month=99, day=99, time="x"), ["lunar-month", "lunar-day", "time-form"]),
]


@pytest.mark.parametrize(("schedule", "keys"), WRONG)
def test_every_problem_is_found_and_such_a_schedule_is_never_due(schedule, keys):
    assert [problem.key for problem in problems(schedule, NOW)] == keys
    assert warnings(schedule, NOW) == []
    if keys != ["at-far"]:
        assert upcoming(schedule, NOW, 3) == []


def test_a_time_that_has_passed_is_told_with_the_time_in_its_zone():
    (problem,) = problems(Schedule("at", NEW_YORK, at="2026-11-20 09:00"), NOW)
    assert problem.values == {"at": "2026-11-20 09:00", "now": "2026-11-20 23:00", "zone": NEW_YORK}


def test_what_somebody_wrote_is_told_in_one_line_and_not_at_length():
    (problem,) = problems(replace(ONCE, at="x\n\x1b[31m" + "长" * 500), NOW)
    assert problem.values["at"].startswith("x⏎�[31m长")
    assert len(problem.values["at"]) < 50


WARNED = [
    (BEFORE, [("days-off-unknown", "2027–2031")]),
    (replace(BEFORE, festival="labour-day", days=0), [("days-off-unknown", "2027–2031")]),
    (replace(BEFORE, festival="new-year", days=10), [("days-off-unknown", "2027–2031")]),
    (replace(BEFORE, festival="qixi"), []),
    (replace(BEFORE, festival="teachers-day"), []),
    (replace(WEEKLY, cron="0 9 * * 1-5"), [("working-week", None)]),
    (WEEKLY, []),
    (ONCE, []),
    (Schedule("now", HERE), []),
    (replace(LUNAR, day=1), []),
    (replace(LUNAR, month=9, day=9), []),
    (replace(LUNAR, month=5, day=5), [("lunar-leap", "2028")]),
    (replace(LUNAR, month=12, day=30), [("lunar-missing", "2026–2028, 2030–2031"), ("lunar-eve", None)]),
    (replace(LUNAR, month=3, day=30), [("lunar-missing", "2027, 2029–2030, 2032–2034"), ("lunar-leap", "2031")]),
]


@pytest.mark.parametrize(("schedule", "told"), WARNED)
def test_what_an_operator_should_know(schedule, told):
    found = warnings(schedule, NOW)
    assert [(problem.key, problem.values.get("years")) for problem in found] == told


def test_an_announced_year_is_no_news():
    """Of the next five times, the years that aren't announced are named."""
    spring = at("2024-03-01 00:00")
    (problem,) = warnings(replace(BEFORE, festival="national-day"), spring)
    assert problem.values["years"] == "2027–2028"


@pytest.mark.parametrize("after", [math.inf, -math.inf, math.nan, 1e18, -1e18, 253402300799.0, -62135596800.0])
@pytest.mark.parametrize("schedule", [ONCE, WEEKLY, BEFORE, LUNAR, replace(WEEKLY, zone=NEW_YORK)])
def test_times_that_nobody_counts_are_survived(schedule, after):
    upcoming(schedule, after, 3)
    problems(schedule, after)
    warnings(schedule, after)


def test_towards_the_end_of_time_there_is_an_end():
    late = at("9996-06-01 00:00")
    assert len(upcoming(replace(WEEKLY, cron="0 9 1 1 *"), late, 50)) == 3
    assert len(upcoming(BEFORE, late, 50)) == 1


ZONES = st.sampled_from([HERE, NEW_YORK, "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
NAMES = st.sampled_from(list(FESTIVALS))
SOUND = st.one_of(
    st.builds(Schedule, st.just("before"), ZONES, festival=NAMES, days=st.integers(0, 60), time=TIMES),
    st.builds(Schedule, st.just("lunar"), ZONES, month=st.integers(1, 12), day=st.integers(1, 30), time=TIMES),
    st.builds(
        Schedule,
        st.just("cron"),
        ZONES,
        cron=st.builds(
            "{} {} {} * {}".format,
            st.sampled_from(["0", "30", "*/10", "5,20", "59"]),
            st.sampled_from(["*", "1", "2", "3", "0,23", "*/2"]),
            st.sampled_from(["*", "1", "L"]),
            st.sampled_from(["*", "0", "1-5"]),
        ),
    ),
)
MOMENTS = st.floats(at("2024-01-01 00:00"), at("2040-01-01 00:00"))


@settings(deadline=None, max_examples=200)
@given(SOUND, MOMENTS)
def test_times_rise_strictly_and_one_by_one_they_are_the_same(schedule, after):
    dues = upcoming(schedule, after, 6)
    assert len(dues) == 6
    assert all(later > earlier for earlier, later in pairwise([after, *dues]))
    for earlier, later in pairwise([after, *dues]):
        assert next_due(schedule, earlier) == later


@settings(deadline=None, max_examples=300)
@given(
    st.builds(
        Schedule,
        st.sampled_from(["now", "at", "cron", "before", "lunar"]),
        st.one_of(st.text(), ZONES),
        at=st.one_of(st.text(), st.datetimes().map("{:%Y-%m-%d %H:%M}".format)),
        cron=st.text(),
        festival=st.one_of(st.text(), NAMES),
        days=st.integers(),
        month=st.integers(),
        day=st.integers(),
        time=st.one_of(st.text(), TIMES),
    ),
    st.floats(),
)
def test_anything_is_survived(schedule, now):
    found = problems(schedule, now)
    assert all(isinstance(value, str | int) for problem in found for value in problem.values.values())
    assert len(upcoming(schedule, now, 3)) <= 3
    warnings(schedule, now)
