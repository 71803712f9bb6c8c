"""The days of festivals, against a table written by hand and against both libraries; days off and shifted workdays."""

from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest
from lunar_python.util import HolidayUtil

from bot.announcements.calendar import (
    FESTIVALS,
    MAX_YEAR,
    MIN_YEAR,
    day_of,
    is_workday,
    leap_month,
    lunar_day,
    workdays_announced,
)

COLUMNS = ("new-years-eve", "spring-festival", "qingming", "dragon-boat", "mid-autumn")
GOLDEN = {
    2024: ("02-09", "02-10", "04-04", "06-10", "09-17"),
    2025: ("01-28", "01-29", "04-04", "05-31", "10-06"),
    2026: ("02-16", "02-17", "04-05", "06-19", "09-25"),
    2027: ("02-05", "02-06", "04-05", "06-09", "09-15"),
    2028: ("01-25", "01-26", "04-04", "05-28", "10-03"),
    2029: ("02-12", "02-13", "04-04", "06-16", "09-22"),
    2030: ("02-02", "02-03", "04-05", "06-05", "09-12"),
    2031: ("01-22", "01-23", "04-05", "06-24", "10-01"),
    2032: ("02-10", "02-11", "04-04", "06-12", "09-19"),
    2033: ("01-30", "01-31", "04-04", "06-01", "09-08"),
}
FIXED = {"new-year": "01-01", "labour-day": "05-01", "national-day": "10-01"}
STATUTORY = [
    *((year, name, day) for year, days in GOLDEN.items() for name, day in zip(COLUMNS, days, strict=True)),
    *((year, name, day) for year in GOLDEN for name, day in FIXED.items()),
]

OTHERS = [
    ("lantern", 2026, "2026-03-03"),
    ("lantern", 2027, "2027-02-20"),
    ("qixi", 2024, "2024-08-10"),
    ("qixi", 2025, "2025-08-29"),
    ("qixi", 2026, "2026-08-19"),
    ("qixi", 2028, "2028-08-26"),
    ("zhongyuan", 2026, "2026-08-27"),
    ("double-ninth", 2024, "2024-10-11"),
    ("double-ninth", 2025, "2025-10-29"),
    ("double-ninth", 2026, "2026-10-18"),
    ("double-ninth", 2033, "2033-10-01"),
    ("laba", 2023, "2024-01-18"),
    ("laba", 2024, "2025-01-07"),
    ("laba", 2025, "2026-01-26"),
    ("winter-solstice", 2024, "2024-12-21"),
    ("winter-solstice", 2026, "2026-12-22"),
    ("womens-day", 2027, "2027-03-08"),
    ("youth-day", 2027, "2027-05-04"),
    ("childrens-day", 2027, "2027-06-01"),
    ("party-day", 2027, "2027-07-01"),
    ("army-day", 2027, "2027-08-01"),
    ("teachers-day", 2027, "2027-09-10"),
    ("constitution-day", 2027, "2027-12-04"),
    ("anti-corruption-day", 2027, "2027-12-09"),
]

OF_LIBRARY = {
    "new-year": "New Year's Day",
    "spring-festival": "Chinese New Year (Spring Festival)",
    "qingming": "Tomb-Sweeping Day",
    "labour-day": "Labor Day",
    "dragon-boat": "Dragon Boat Festival",
    "mid-autumn": "Mid-Autumn Festival",
    "national-day": "National Day",
}


def test_the_table_has_every_statutory_festival():
    assert {name for _, name, _ in STATUTORY} == {name for name, rule in FESTIVALS.items() if rule.statutory}


@pytest.mark.parametrize(("year", "name", "day"), STATUTORY)
def test_a_statutory_festival_falls_on_the_day_of_the_table(year, name, day):
    assert day_of(name, year) == date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize(("name", "year", "day"), OTHERS)
def test_another_festival_falls_on_its_day(name, year, day):
    assert day_of(name, year) == date.fromisoformat(day)


@pytest.mark.parametrize("year", range(2008, 2100))
def test_both_libraries_agree(year):
    """One day may bear two names: it is the list of names that counts."""
    calendar = holidays.country_holidays("CN", years=year, language="en_US")
    for name, theirs in OF_LIBRARY.items():
        assert theirs in calendar.get_list(day_of(name, year)), name
        first = min(day for day in calendar if day.year == year and theirs in calendar.get_list(day))
        assert first == day_of(name, year), name


def test_one_day_may_be_two_festivals():
    assert day_of("mid-autumn", 2031) == day_of("national-day", 2031)
    assert day_of("mid-autumn", 2028) == day_of("national-day", 2028) + timedelta(days=2) == date(2028, 10, 3)


@pytest.mark.parametrize("name", FESTIVALS)
def test_a_festival_comes_every_year_and_once(name):
    days = [day_of(name, year) for year in range(2020, 2060)]
    assert None not in days
    gaps = {(later - earlier).days for earlier, later in pairwise(days)}
    assert min(gaps) >= 353
    assert max(gaps) <= 385


@pytest.mark.parametrize("year", range(2020, 2060))
def test_new_years_eve_is_the_day_before_whatever_its_number(year):
    """The last month has 29 or 30 days."""
    eve = day_of("new-years-eve", year)
    assert eve + timedelta(days=1) == day_of("spring-festival", year)
    assert eve == (lunar_day(year - 1, 12, 30) or lunar_day(year - 1, 12, 29))


def test_few_lunar_years_have_a_thirtieth_of_the_last_month():
    assert [year for year in range(2024, 2035) if lunar_day(year, 12, 30)] == [2029, 2032, 2033, 2034]


def test_leap_months():
    assert {year: leap_month(year) for year in range(2024, 2035) if leap_month(year)} == {
        2025: 6,
        2028: 5,
        2031: 3,
        2033: 11,
    }


def test_of_a_month_that_comes_twice_the_ordinary_one_counts():
    assert lunar_day(2028, 5, 5) == date(2028, 5, 28)
    assert lunar_day(2028, 6, 1) > date(2028, 7, 20)


@pytest.mark.parametrize(
    ("month", "day"), [(0, 1), (13, 1), (-5, 1), (1, 0), (1, 31), (12, 30), (10**9, 1), (1, 10**9), (1, -1)]
)
def test_a_lunar_date_that_a_year_does_not_have_is_none(month, day):
    assert lunar_day(2026, month, day) is None


@pytest.mark.parametrize("year", [MIN_YEAR - 1, MAX_YEAR + 1, 0, -1, 10**9])
def test_years_that_nobody_counts_have_no_day(year):
    assert lunar_day(year, 1, 1) is None
    assert [day_of(name, year) for name in FESTIVALS] == [None] * len(FESTIVALS)


@pytest.mark.parametrize("year", [MIN_YEAR, MAX_YEAR])
def test_the_first_and_the_last_year_are_whole(year):
    assert None not in [day_of(name, year) for name in FESTIVALS]


def test_an_unknown_festival_is_an_error_of_ours():
    with pytest.raises(KeyError):
        day_of("easter", 2027)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_workdays_of_an_announced_year_are_those_of_the_other_library(year):
    assert workdays_announced(year)
    day = date(year, 1, 1)
    while day.year == year:
        other = HolidayUtil.getHoliday(day.isoformat())
        assert is_workday(day) == (other.isWork() if other else day.weekday() < 5), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "works"),
    [("2026-02-14", True), ("2026-02-15", False), ("2026-09-20", True), ("2026-10-07", False), ("2026-10-08", True)],
)
def test_a_shifted_workday_and_a_day_off(day, works):
    assert is_workday(date.fromisoformat(day)) is works


@pytest.mark.parametrize("year", [2000, 2027, 2028, 2033, 2100])
def test_a_year_that_is_not_announced_is_not_guessed(year):
    """The library tells guesses of these years, and workdays of others."""
    assert not workdays_announced(year)
    assert {is_workday(date(year, month, day)) for month in (1, 2, 10) for day in range(1, 29)} == {None}
