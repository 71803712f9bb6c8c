"""Who receives an announcement."""

import json

import pytest
from announced_kit import BOT, a_plan, change, decline, group, subscribe
from sqlalchemy import and_

from bot.announcements.audience import count, recipients_of
from bot.announcements.model import Audience
from bot.store.announced import subscriptions
from bot.store.tables import chats

OTHER = 43


async def recipients(database, *audience, **named):
    plan = a_plan(Audience(*audience, **named))
    rows = await database.rows(recipients_of(BOT, plan))
    assert len(rows) == await count(database, BOT, plan)
    return {row.chat: row.thread for row in rows}


async def rights(database, number, **values):
    own = and_(chats.c.bot == BOT, chats.c.chat == group(number))
    known = values.pop("rights", None)
    await change(
        database, chats, own, **values, **({"rights": json.dumps(known, separators=(",", ":"))} if known else {})
    )


async def test_all_are_the_subscribed_chats_of_this_bot(database):
    ids = await subscribe(database, range(3))
    await subscribe(database, [3], subscribed=False)
    await subscribe(database, [4], known=False)
    await subscribe(database, [5], bot=OTHER)
    assert await recipients(database, "all") == dict.fromkeys(ids)


@pytest.mark.parametrize(
    ("values", "receives"),
    [
        ({"status": "administrator"}, True),
        ({"status": "creator"}, True),
        ({"status": "restricted", "rights": {"can_send_messages": True}}, True),
        ({"status": "restricted", "rights": {"can_send_messages": False}}, False),
        ({"status": "restricted"}, False),
        ({"status": "left"}, False),
        ({"status": "kicked"}, False),
        ({"status": "lost"}, False),
        ({"status": "moved"}, False),
        ({"kind": "channel", "status": "administrator", "rights": {"can_post_messages": True}}, True),
        ({"kind": "channel", "status": "administrator", "rights": {"can_post_messages": False}}, False),
    ],
    ids=json.dumps,
)
async def test_only_chats_in_which_the_bot_may_speak(database, values, receives):
    (chat,) = await subscribe(database, [1])
    await rights(database, 1, **values)
    assert await recipients(database, "all") == ({chat: None} if receives else {})


async def test_a_category_goes_to_whoever_has_not_declined_it(database):
    ids = await subscribe(database, range(3))
    await decline(database, 1, "news")
    await decline(database, 2, "news", "daily")
    assert await recipients(database, "categories", ("news",)) == {ids[0]: None}
    assert await recipients(database, "categories", ("news", "daily", "news")) == dict.fromkeys(ids[:2])


async def test_chosen_chats_receive_it_unless_they_have_unsubscribed(database):
    (chosen,) = await subscribe(database, [1], known=False)
    (no,) = await subscribe(database, [2], subscribed=False)
    (left,) = await subscribe(database, [3], status="left")
    await subscribe(database, [4])
    wanted = ((chosen, None), (no, None), (left, None), (group(9), None))
    assert await recipients(database, "chats", chats=wanted) == {chosen: None}


async def test_the_topic_is_the_chosen_one_or_else_the_chats_own(database):
    first, second, third = await subscribe(database, range(3))
    await change(database, subscriptions, subscriptions.c.chat != third, thread=7)
    assert await recipients(database, "all") == {first: 7, second: 7, third: None}
    wanted = ((first, 9), (second, None), (third, 2))
    assert await recipients(database, "chats", chats=wanted) == {first: 9, second: 7, third: 2}


async def test_a_chosen_group_that_became_a_supergroup_receives_it_there(database):
    old, new = await subscribe(database, [1, 2])
    await rights(database, 1, status="moved", successor=new)
    assert await recipients(database, "chats", chats=((old, 4),)) == {new: None}


async def test_nobody_chosen_is_nobody(database):
    await subscribe(database, [1])
    assert await recipients(database, "chats") == {}
