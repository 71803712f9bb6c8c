"""When quiet hours end."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements.quiet import quiet_until

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NIGHT = (22 * 60, 8 * 60)


def at(text, zone=SHANGHAI, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp()


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "until"),
    [
        (NIGHT, SHANGHAI, "2027-02-03 21:59:59", None),
        (NIGHT, SHANGHAI, "2027-02-03 22:00", "2027-02-04 08:00"),
        (NIGHT, SHANGHAI, "2027-02-04 03:00", "2027-02-04 08:00"),
        (NIGHT, SHANGHAI, "2027-02-04 08:00", None),
        ((12 * 60, 14 * 60), SHANGHAI, "2027-02-04 13:00", "2027-02-04 14:00"),
        ((12 * 60, 14 * 60), SHANGHAI, "2027-02-04 15:00", None),
        ((9 * 60, 9 * 60), SHANGHAI, "2027-02-04 09:00", None),
        ((22 * 60, 0), SHANGHAI, "2027-12-31 23:00", "2028-01-01 00:00"),
        ((0, 150), BERLIN, "2027-03-28 01:30", "2027-03-28 03:30"),
    ],
)
def test_the_end_of_the_quiet_hours_that_it_is_in(hours, zone, moment, until):
    assert quiet_until(*hours, zone, at(moment, zone)) == (at(until, zone) if until else None)


def test_an_hour_that_comes_twice_is_quiet_twice():
    moment = at("2027-10-31 02:20", BERLIN, fold=1)
    assert quiet_until(60, 150, BERLIN, moment) == at("2027-10-31 02:30", BERLIN, fold=1)


@given(
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - it gets a zone below
)
def test_it_always_ends_later_and_within_about_a_day(start, end, zone, moment):
    now = moment.replace(tzinfo=UTC).timestamp()
    until = quiet_until(start, end, ZoneInfo(zone), now)
    assert until is None or now < until <= now + 26 * 3600
