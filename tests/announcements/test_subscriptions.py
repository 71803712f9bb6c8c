"""Subscriptions: what a chat wants, how it begins and ends, and groups that change their number."""

import json
from collections import Counter

import pytest
from sqlalchemy import insert, select

from bot.announcements import homes, subscriptions
from bot.announcements.homes import Home, may_write
from bot.announcements.subscriptions import MOVED, Subscription
from bot.store import chats
from bot.store.announced import EDIT, FAILED, PENDING, SENDING, SENT, announcements, deliveries, occurrences
from bot.store.announced import declined as choices
from bot.store.announced import subscriptions as table
from bot.store.chats import Chat
from bot.store.writer import Writer

BOT, OTHER = 7000, 7001
GROUP, SUPERGROUP, CHANNEL = -500, -1000000000501, -1000000000700
NOW = 1_800_000_000.0
DAILY = frozenset({"daily"})


async def written(database, *writes):
    async with Writer(database) as writer:
        await writer.commit(*writes)


async def subscribed(database, chat=GROUP, bot=BOT, subscribed=True, **changes):
    was = await subscriptions.get(database, bot, chat)
    await written(database, *subscriptions.answer(database, bot, was, NOW, subscribed=subscribed, **changes))


async def of(database, chat=GROUP, bot=BOT):
    return await subscriptions.get(database, bot, chat)


async def test_a_chat_that_never_said_anything_gets_nothing(database):
    assert await of(database) == Subscription(GROUP, known=False)


async def test_whoever_subscribes_gets_all_categories_but_the_daily_one(database):
    await subscribed(database, thread=5)
    assert await of(database) == Subscription(GROUP, subscribed=True, thread=5, declined=DAILY)


async def test_each_bot_has_its_own(database):
    await subscribed(database)
    assert not (await of(database, bot=OTHER)).known


async def test_whoever_says_no_first_gets_no_daily_one_by_a_later_yes(database):
    await subscribed(database, subscribed=False)
    assert await of(database) == Subscription(GROUP, declined=DAILY)
    await subscribed(database)
    assert (await of(database)).declined == DAILY


async def test_subscribing_again_leaves_what_was_chosen(database):
    await subscribed(database)
    await written(database, subscriptions.want(BOT, GROUP, "daily"))
    await subscribed(database)
    assert (await of(database)).declined == frozenset()


CHANGES = {
    "quiet hours over midnight": {"quiet": (22 * 60 + 30, 7 * 60)},
    "no quiet hours": {"quiet": None},
    "a zone": {"zone": "America/Argentina/ComodRivadavia"},
    "a language": {"language": "zh-Hant"},
    "a topic": {"thread": 2**40},
    "no more": {"subscribed": False},
    "several": {"quiet": (0, 1), "zone": "UTC", "thread": None},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
async def test_one_wish_changes_and_the_others_stay(database, changes):
    await subscribed(database, thread=3, quiet=(60, 120), zone="Asia/Tokyo", language="en")
    before = await of(database)
    await written(database, subscriptions.put(database, BOT, GROUP, NOW, **changes))
    for name in ("subscribed", "thread", "quiet", "zone", "language", "declined"):
        assert getattr(await of(database), name) == changes.get(name, getattr(before, name))


async def test_wishes_that_are_changed_at_the_same_time_are_all_kept(database):
    """One admin in the group and another in private: neither's change undoes the other's."""
    await subscribed(database)
    async with Writer(database) as one, Writer(database) as other:
        first = one.submit([subscriptions.put(database, BOT, GROUP, NOW, quiet=(1, 2))])
        second = other.submit([subscriptions.put(database, BOT, GROUP, NOW, zone="UTC")])
        await first
        await second
    assert ((await of(database)).quiet, (await of(database)).zone) == ((1, 2), "UTC")


async def test_categories_are_left_and_taken_back_one_by_one(database):
    await subscribed(database)
    await written(database, *(subscriptions.decline(database, BOT, GROUP, one) for one in ("news", "news", "果园")))
    assert (await of(database)).declined == {"daily", "news", "果园"}
    await written(database, *(subscriptions.want(BOT, GROUP, one) for one in ("news", "news", "nothing such")))
    assert (await of(database)).declined == {"daily", "果园"}


async def test_a_yes_ends_when_the_bot_goes_and_a_no_does_not(database):
    await subscribed(database, GROUP)
    await subscribed(database, CHANNEL)
    await written(
        database,
        subscriptions.decline(database, BOT, GROUP, "news"),
        subscriptions.put(database, BOT, CHANNEL, NOW, subscribed=False),
        *subscriptions.leave(BOT, GROUP),
        *subscriptions.leave(BOT, CHANNEL),
    )
    assert await of(database) == Subscription(GROUP, declined=DAILY | {"news"}, known=False)
    assert await of(database, CHANNEL) == Subscription(CHANNEL, declined=DAILY)


async def test_a_chat_that_comes_back_subscribes_anew(database):
    await subscribed(database)
    await written(database, subscriptions.want(BOT, GROUP, "daily"), *subscriptions.leave(BOT, GROUP))
    await subscribed(database)
    assert await of(database) == Subscription(GROUP, subscribed=True, declined=DAILY)


async def planned(database, *plans, bot=BOT):
    """Announcements with occurrences that have their plans' numbers."""
    async with database.write() as connection:
        for plan in plans:
            row = {"bot": bot, "plan": json.dumps(plan), "state": "active", "created_at": NOW, "changed_at": NOW}
            made = await connection.execute(insert(announcements).values(row))
            once = {"bot": bot, "announcement": made.inserted_primary_key[0], "due": NOW}
            await connection.execute(insert(occurrences).values(once))


def plan_for(*categories):
    return {"audience": {"reach": "categories", "categories": categories, "chats": []}}


async def test_categories_are_those_that_always_are_and_those_that_announcements_name(database):
    assert await subscriptions.categories(database, BOT) == ["news", "holiday", "daily"]
    await planned(database, plan_for("果园", "news"), plan_for("果园", 'a"b'), plan_for())
    await planned(database, plan_for("others"), bot=OTHER)
    assert await subscriptions.categories(database, BOT) == ["news", "holiday", "daily", 'a"b', "果园"]


async def moved(database, old=GROUP, new=SUPERGROUP):
    await written(database, *subscriptions.move(BOT, old, new, NOW + 1))


async def test_a_group_that_becomes_a_supergroup_keeps_its_wishes_but_no_topic(database):
    await subscribed(database, thread=9, quiet=(1, 2), zone="UTC", language="en")
    await written(database, subscriptions.decline(database, BOT, GROUP, "news"))
    await moved(database)
    expected = Subscription(SUPERGROUP, True, None, (1, 2), "UTC", "en", DAILY | {"news"})
    assert await of(database, SUPERGROUP) == expected
    assert await of(database) == Subscription(GROUP, known=False)


async def test_moving_twice_or_to_itself_changes_nothing(database):
    await subscribed(database)
    await moved(database, GROUP, GROUP)
    for _ in range(2):
        await moved(database)
    assert (await of(database, SUPERGROUP)).subscribed


async def test_what_the_supergroup_has_chosen_already_stays(database):
    """The news of the new number may come late."""
    await subscribed(database, zone="UTC")
    await subscribed(database, SUPERGROUP, zone="Asia/Tokyo")
    await written(database, subscriptions.decline(database, BOT, GROUP, "news"))
    await moved(database)
    assert await of(database, SUPERGROUP) == Subscription(
        SUPERGROUP, True, zone="Asia/Tokyo", declined=DAILY | {"news"}
    )
    assert {row.chat for row in await database.rows(select(table.c.chat))} == {SUPERGROUP}
    assert {row.chat for row in await database.rows(select(choices.c.chat))} == {SUPERGROUP}


async def test_what_a_group_is_to_receive_still_goes_along(database):
    """What is under way or over stays where it was; what the supergroup has already doesn't come twice."""
    await planned(database, *(plan_for() for _ in range(5)))
    rows = [(1, GROUP, PENDING), (2, GROUP, SENT), (3, GROUP, SENDING), (4, GROUP, FAILED)]
    rows += [(5, GROUP, PENDING), (5, SUPERGROUP, SENT), (1, CHANNEL, PENDING)]
    async with database.write() as connection:
        for occurrence, chat, state in rows:
            row = {"occurrence": occurrence, "chat": chat, "state": state, "bot": BOT, "thread": 4}
            await connection.execute(insert(deliveries).values(row))
    await moved(database)
    found = await database.rows(select(deliveries).order_by(deliveries.c.occurrence, deliveries.c.chat))
    assert [(row.occurrence, row.chat, row.state, row.thread, row.reason) for row in found] == [
        (1, CHANNEL, PENDING, 4, None),
        (1, SUPERGROUP, PENDING, None, None),
        (2, GROUP, SENT, 4, None),
        (3, GROUP, SENDING, 4, None),
        (4, GROUP, FAILED, 4, None),
        (5, SUPERGROUP, SENT, 4, None),
        (5, GROUP, 6, 4, MOVED),
    ]


HOMES = {
    "a member": ("supergroup", "member", {}, True),
    "an admin": ("supergroup", "administrator", {"can_pin_messages": False}, True),
    "an owner": ("supergroup", "creator", {}, True),
    "a channel": ("channel", "administrator", {"can_post_messages": True}, True),
    "a channel of which nothing is known": ("channel", "administrator", {}, True),
    "a channel in which it may not post": ("channel", "administrator", {"can_post_messages": False}, False),
    "restricted, but not in its words": ("supergroup", "restricted", {"can_send_messages": True}, True),
    "muted": ("supergroup", "restricted", {"can_send_messages": False}, False),
    "gone": ("supergroup", "left", {}, None),
    "thrown out": ("supergroup", "kicked", {}, None),
    "lost": ("supergroup", chats.LOST, {}, None),
    "moved on": ("group", chats.MOVED, {}, None),
    "a person who blocks it": ("private", "kicked", {}, None),
}


@pytest.mark.parametrize(("kind", "status", "rights", "writable"), HOMES.values(), ids=HOMES)
async def test_homes_are_where_the_bot_is(database, kind, status, rights, writable):
    chat = Chat(GROUP, kind, "题", status, rights, forum=True)
    await written(database, chats.put(database, BOT, chat, NOW))
    expected = None if writable is None else Home(GROUP, kind, "题", forum=True, writable=writable)
    assert await homes.home(database, BOT, GROUP) == expected
    assert await homes.homes(database, BOT, 5) == ([expected] if expected else [])
    assert await homes.home(database, OTHER, GROUP) is None
    assert writable is None or may_write(kind, status, rights) == writable


async def test_homes_say_whether_they_subscribe_and_the_newest_come_first(database):
    for number in range(5):
        chat = Chat(-number - 1, "group", str(number), "member", {})
        await written(database, chats.put(database, BOT, chat, NOW + number))
    await subscribed(database, -4)
    await subscribed(database, -5)
    await written(database, subscriptions.put(database, BOT, -5, NOW, subscribed=False))
    found = await homes.homes(database, BOT, 3)
    assert [(home.id, home.subscribed) for home in found] == [(-5, False), (-4, True), (-3, False)]
    assert Counter(home.subscribed for home in await homes.homes(database, BOT, 50)) == {False: 4, True: 1}


async def test_after_a_no_nothing_more_arrives_but_what_was_sent_is_still_corrected(database):
    await subscribed(database)
    await planned(database, plan_for(), plan_for())
    rows = [(1, GROUP, PENDING), (1, CHANNEL, PENDING), (2, GROUP, PENDING)]
    async with database.write() as connection:
        await connection.execute(occurrences.update().where(occurrences.c.id == 2).values(kind=EDIT, of=1))
        for occurrence, chat, state in rows:
            row = {"occurrence": occurrence, "chat": chat, "state": state, "bot": BOT}
            await connection.execute(insert(deliveries).values(row))
    await subscribed(database, subscribed=False)
    waiting = await database.rows(select(deliveries).where(deliveries.c.state == PENDING))
    assert {(row.occurrence, row.chat) for row in waiting} == {(1, CHANNEL), (2, GROUP)}
