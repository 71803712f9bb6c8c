"""What people type: hours and time zones, and what it makes of a command. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Message, User
from telegram_world import ANN, CHANNEL, DATE, FORUM, GROUP, ME, PRIVATE, ROBOT

from bot.replies.subscription_ids import Setting
from bot.telegram.subscription_orders import Order, is_zone, order_in, quiet_hours, setting_of, shown_hours

WEIRD = {"id": -5, "type": "weird", "title": "x"}
TOO_LONG = "-" + "9" * 17
SAID = {
    "in a group": ("/subscribe", GROUP, Order("subscribe", GROUP["id"])),
    "in a group, with a number": ("/settings -1", GROUP, Order("settings", GROUP["id"], "-1")),
    "in a forum, with our name": ("/settings@pear_bot 22-7", FORUM, Order("settings", FORUM["id"], "22-7")),
    "in a channel": ("/unsubscribe", CHANNEL, Order("unsubscribe", CHANNEL["id"])),
    "in private": ("/subscribe", PRIVATE, Order("subscribe", None)),
    "in private, with a number": ("/settings -100 22-7", PRIVATE, Order("settings", -100, "22-7")),
    "in private, with a number alone": ("/unsubscribe  -100 ", PRIVATE, Order("unsubscribe", -100)),
    "in private, with a number glued to more": ("/settings -100x", PRIVATE, Order("settings", None, "-100x")),
    "in private, with a number that is too long": (f"/settings {TOO_LONG}", PRIVATE, Order("settings", None, TOO_LONG)),
    "by an address": ("/start settings_-100", PRIVATE, Order("settings", -100)),
    "by an address in a group": ("/start settings_-100", GROUP, None),
    "by an address of nothing": ("/start settings_", PRIVATE, None),
    "to another bot": ("/settings@other_bot", GROUP, None),
    "in a chat of no known kind": ("/settings", WEIRD, None),
    "another command": ("/topics", PRIVATE, None),
    "no command": ("subscribe", GROUP, None),
    "nothing": ("", GROUP, None),
}


def heard(text, chat, **more):
    shown = {"message_id": 1, "date": DATE, "chat": chat, "from": ANN, "text": text} | more
    return Message.de_json(shown, None)


@pytest.mark.parametrize(("text", "chat", "expected"), SAID.values(), ids=SAID)
def test_what_a_message_orders(text, chat, expected):
    assert order_in(heard(text, chat), User.de_json(ME, None)) == expected


NOT_SAID = {
    "passed on": {"forward_origin": {"type": "hidden_user", "date": DATE, "sender_user_name": "x"}},
    "through a bot": {"via_bot": ROBOT},
    "from the linked channel": {"is_automatic_forward": True, "sender_chat": CHANNEL},
    "by a bot": {"from": ROBOT},
    "by nobody": {"from": None},
}


@pytest.mark.parametrize("chat", [GROUP, PRIVATE], ids=["group", "private"])
@pytest.mark.parametrize("more", NOT_SAID.values(), ids=NOT_SAID)
def test_what_nobody_said_to_the_bot_orders_nothing(chat, more):
    assert order_in(heard("/subscribe", chat, **more), User.de_json(ME, None)) is None


HOURS = {
    "22:30-07:00": (1350, 420),
    "22-7": (1320, 420),
    "0-24": None,
    "00:00-24:00": None,
    "12-24": (720, 0),
    "24:00-06:00": (0, 360),
    "24:01-06:00": None,
    "7 - 9": (420, 540),
    "22：30–07：00": (1350, 420),
    "22:00至7:00": (1320, 420),
    "22:00 到 7:00": (1320, 420),
    "22:00~7:00": (1320, 420),
    "22:00～7:00": (1320, 420),
    "7-7": None,
    "22:60-07:00": None,
    "22:5-07:00": None,
    "-5-7": None,
    "22:00": None,
    "22:00-": None,
    "٢٢-٧": None,
    "２２-７": None,
    "100-7": None,
    "22-7 ": (1320, 420),
    "22-7\n": (1320, 420),
    "22-7 Asia/Tokyo": None,
    "": None,
}


@pytest.mark.parametrize(("text", "expected"), HOURS.items(), ids=[repr(text) for text in HOURS])
def test_hours(text, expected):
    assert quiet_hours(text) == expected


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_hours_that_are_shown_are_read_again(start, end):
    assert quiet_hours(shown_hours((start, end))) == ((start, end) if start != end else None)


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_anything(text):
    quiet_hours(text)
    is_zone(text)


ZONES = {
    "Asia/Shanghai": True,
    "America/Argentina/Buenos_Aires": True,
    "UTC": True,
    "Etc/GMT+8": True,
    "Mars/X": False,
    "asia/Shanghai ": False,
    "Asia": False,
    "Asia/": False,
    "../Asia/Shanghai": False,
    "/etc/passwd": False,
    "Asia/Shanghai\0": False,
    "Asia/上海": False,
    "A" * 5000: False,
    "": False,
}


@pytest.mark.parametrize(("text", "expected"), ZONES.items(), ids=[repr(text[:20]) for text in ZONES])
def test_zones(text, expected):
    assert is_zone(text) is expected


ORDERS = {
    "subscribe": (Order("subscribe", -1), Setting(-1, "subscribe")),
    "subscribe and more": (Order("subscribe", -1, "please"), Setting(-1, "subscribe")),
    "unsubscribe": (Order("unsubscribe", -1), Setting(-1, "unsubscribe")),
    "settings": (Order("settings", -1), Setting(-1, "open")),
    "hours": (Order("settings", -1, "22-7"), Setting(-1, "quiet", "22:00-07:00")),
    "a zone": (Order("settings", -1, "Asia/Tokyo"), Setting(-1, "zone", "Asia/Tokyo")),
    "nonsense": (Order("settings", -1, "quiet"), None),
}


@pytest.mark.parametrize(("order", "expected"), ORDERS.values(), ids=ORDERS)
def test_what_a_command_makes_of_it(order, expected):
    assert setting_of(order, -1) == expected
