"""How fast messages may go out, call by call. The numbers are Telegram's, each a little on the safe side."""

import math

import pytest

from bot.delivery.pace import ALL_CHATS, ANNOUNCEMENTS, CATCH_UP, IN_MINUTE, MINUTE, OVERALL, SECOND, Pace

PERSON, GROUP = 7, -500
KINDS = ["answer", "announcement"]


def send(pace, chat, now, *, took=0.0, urgency="answer"):
    """One message that may go out at once."""
    assert pace.wait(chat, urgency, now) <= 0
    pace.begin(chat, urgency, now)
    pace.end(chat, now + took)


def test_the_numbers_stay_below_telegrams():
    assert OVERALL < 30
    assert 25 < ANNOUNCEMENTS < OVERALL
    assert (IN_MINUTE, SECOND > 1, MINUTE > 60) == (20, True, True)


@pytest.mark.parametrize("urgency", KINDS)
@pytest.mark.parametrize("chat", [PERSON, GROUP])
def test_nobody_waits_for_the_first_message(chat, urgency):
    assert Pace().wait(chat, urgency, 100.0) <= 0


@pytest.mark.parametrize("chat", [PERSON, GROUP])
def test_a_chat_has_a_second_after_each_message_others_have_not(chat):
    pace = Pace()
    send(pace, chat, 100.0, took=0.3)
    assert pace.wait(chat, "answer", 100.3) == pytest.approx(SECOND)
    assert pace.wait(chat, "answer", 100.3 + SECOND) <= 0
    assert pace.wait(chat + 1, "answer", 100.3) <= 0


def test_a_chat_waits_for_what_is_in_flight():
    pace = Pace()
    pace.begin(PERSON, "answer", 100.0)
    assert pace.wait(PERSON, "answer", 200.0) == math.inf
    assert pace.wait(PERSON + 1, "answer", 100.0) <= 0


def test_a_group_has_so_many_a_minute_a_person_has_no_such_limit():
    for chat, expected in ((GROUP, True), (PERSON, False)):
        pace = Pace()
        for number in range(IN_MINUTE):
            send(pace, chat, 100.0 + 2 * number)
        now = 100.0 + 2 * IN_MINUTE
        assert (pace.wait(chat, "answer", now) > 0) is expected
    assert pace.wait(GROUP, "answer", now) <= 0


def test_in_a_full_group_the_next_goes_out_a_minute_after_the_oldest():
    pace = Pace()
    for number in range(IN_MINUTE):
        send(pace, GROUP, 100.0 + 2 * number)
    assert pace.wait(GROUP, "answer", 140.0) == pytest.approx(100.0 + MINUTE - 140.0)
    assert pace.wait(GROUP, "answer", 100.0 + MINUTE) <= 0


def test_overall_so_many_count_at_once_whether_in_flight_or_just_ended():
    pace = Pace()
    for chat in range(1, OVERALL + 1):
        assert pace.wait(chat, "answer", 100.0) <= 0
        pace.begin(chat, "answer", 100.0)
    assert pace.wait(99, "answer", 105.0) == math.inf
    pace.end(1, 105.0)
    assert pace.wait(99, "answer", 105.5) == pytest.approx(SECOND - 0.5)
    assert pace.wait(99, "answer", 105.0 + SECOND) <= 0


def test_announcements_are_spaced_so_that_answers_find_room_between_them():
    pace = Pace()
    send(pace, 1, 100.0, urgency="announcement")
    send(pace, 2, 100.0 + 1 / ANNOUNCEMENTS, urgency="announcement")
    now = 100.0 + 1 / ANNOUNCEMENTS
    assert 1 / ANNOUNCEMENTS - CATCH_UP - 1e-9 <= pace.wait(3, "announcement", now) <= 1 / ANNOUNCEMENTS
    assert pace.wait(3, "answer", now) <= 0


@pytest.mark.parametrize("late", [0.0, 0.002, CATCH_UP - 0.001])
def test_announcements_that_are_each_a_little_late_keep_their_number(late):
    """A timer is always late by something."""
    pace, now = Pace(), 100.0
    for chat in range(1, 251):
        now = now + max(0.0, pace.wait(chat, "announcement", now)) + late
        send(pace, chat, now, urgency="announcement")
    assert now - 100.0 == pytest.approx(250 / ANNOUNCEMENTS, abs=0.1)


def test_time_that_was_lost_is_not_made_up_for_by_a_burst():
    pace, now = Pace(), 100.0
    send(pace, 1, now, urgency="announcement")
    times = []
    for chat in range(2, 12):
        now = max(now, 130.0) + max(0.0, pace.wait(chat, "announcement", max(now, 130.0)))
        send(pace, chat, now, urgency="announcement")
        times.append(now)
    assert times[-1] - times[0] >= 9 / ANNOUNCEMENTS - CATCH_UP


def test_a_message_that_did_not_go_out_after_all_counts_nothing():
    pace = Pace()
    pace.begin(GROUP, "answer", 100.0)
    pace.put_back(GROUP)
    assert pace.wait(GROUP, "answer", 100.0) <= 0
    send(pace, PERSON, 100.0)
    assert len(pace) == 1


def test_a_chat_that_another_process_has_sent_to_waits_others_do_not():
    pace = Pace()
    pace.keep_off(GROUP, 101.0)
    send(pace, PERSON, 100.0)
    assert pace.wait(GROUP, "answer", 100.0) == pytest.approx(1.0)
    assert pace.wait(GROUP, "answer", 101.0) <= 0
    assert pace.wait(GROUP - 1, "answer", 100.0) <= 0


@pytest.mark.parametrize(
    ("chat", "sent", "many", "wait"),
    [
        (GROUP, 0, 2, 0.0),
        (GROUP, 18, 2, SECOND),
        (GROUP, 19, 1, SECOND),
        (GROUP, 19, 2, MINUTE - 36),
        (GROUP, 20, 1, MINUTE - 38),
        (GROUP, 20, 2, MINUTE - 36),
        (PERSON, 20, 2, SECOND),
    ],
)
def test_how_long_a_chat_rests_is_its_own_affair(chat, sent, many, wait):
    """A message every two seconds went to it; nothing else goes out for a silence."""
    pace = Pace()
    for number in range(sent):
        send(pace, chat, 100.0 + 2 * number)
    now = 100.0 + 2 * max(0, sent - 1)
    pace.hold(now + 500)
    assert pace.wait_of(chat, many, now) == pytest.approx(wait)
    assert pace.wait_of(chat, many, now + MINUTE) == 0


def test_what_is_in_flight_to_a_chat_counts_in_its_minute():
    pace = Pace()
    for number in range(IN_MINUTE - 1):
        send(pace, GROUP, 100.0 + 2 * number)
    now = 100.0 + 2 * IN_MINUTE
    assert pace.wait_of(GROUP, 1, now) == 0
    pace.begin(GROUP, "answer", now)
    assert pace.wait_of(GROUP, 1, now) == pytest.approx(MINUTE - 2 * IN_MINUTE)


def test_a_silence_is_for_all_and_only_grows():
    pace = Pace()
    pace.hold(130.0)
    pace.hold(110.0)
    for urgency in KINDS:
        for chat in (PERSON, GROUP):
            assert pace.wait(chat, urgency, 100.0) == pytest.approx(30.0)
            assert pace.wait(chat, urgency, 130.0) <= 0


def test_after_a_start_the_last_second_counts_as_full():
    pace = Pace.resumed({ALL_CHATS: (100.0, 100.0)}, 100.0)
    assert pace.wait(PERSON, "answer", 100.0) == pytest.approx(SECOND)
    assert pace.wait(PERSON, "answer", 100.0 + SECOND) <= 0


def test_after_a_start_groups_go_on_where_they_were():
    pace = Pace.resumed({GROUP: [80.0 + number for number in range(IN_MINUTE)], -9: [99.0]}, 100.0)
    assert pace.wait(GROUP, "answer", 100.0) == pytest.approx(80.0 + MINUTE - 100.0)
    assert pace.wait(-9, "answer", 100.0 + SECOND) <= 0


def test_chats_are_forgotten_when_they_count_no_more():
    pace, now = Pace(), 100.0
    for chat in range(1, 20_000):
        now += 1 / 25
        send(pace, -chat, now)
    assert len(pace) <= 25 * (MINUTE + 1)
    send(pace, PERSON, now + MINUTE)
    assert len(pace) == 1


def test_after_a_start_groups_are_forgotten_too():
    pace = Pace.resumed({-1: [99.0], -2: [50.0, 60.0]}, 100.0)
    send(pace, PERSON, 125.0)
    assert len(pace) == 2
    send(pace, PERSON, 180.0)
    assert len(pace) == 1


def test_what_outlasts_a_restart_is_told_once():
    pace = Pace()
    send(pace, PERSON, 100.0)
    send(pace, GROUP, 100.0)
    send(pace, GROUP, 102.0)
    assert pace.changes() == {GROUP: (100.0, 102.0), ALL_CHATS: (102.0, 102.0)}
    assert pace.changes() == {}
    pace.hold(130.0)
    assert pace.changes() == {ALL_CHATS: (130.0, 102.0)}
    assert pace.changes() == {}
