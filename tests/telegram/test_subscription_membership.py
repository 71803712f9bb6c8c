"""What becomes of a subscription when the bot goes, is muted, is refused, or the group changes its number."""

import pytest
from subscription_scene import BOT, staging
from telegram_world import FORUM, GROUP, Refusal, member

from bot.announcements import subscriptions
from bot.announcements.homes import home
from bot.announcements.subscriptions import Subscription
from bot.preview.faults import error
from bot.store import chats

DAILY = frozenset({"daily"})
SUPERGROUP = {"id": -1000000000501, "type": "supergroup", "title": "果农群"}


@pytest.fixture
async def stage(telegram, matcher, tmp_path):
    async with staging(telegram, matcher, tmp_path) as stage:
        yield stage


async def subscribed(stage, room):
    await stage.said(stage.ann, "/subscribe", room)
    assert (await stage.home(room)).subscribed


LOSSES = {
    "thrown out": lambda s: s.ann.removes_bot(s.group),
    "it leaves": lambda s: s.world.set_member(s.group.chat, s.world.bot.user, s.group.chat.member(1), s.ann.user),
    "refused for good": lambda s: (
        s.telegram.faults.once("sendMessage", error(403, "Forbidden: bot was kicked from the group chat")),
        s.ann.says("/help", s.group),
    ),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
async def test_a_subscription_ends_with_the_bots_stay(stage, lose):
    await subscribed(stage, stage.group)
    await stage.did(lose, stage)
    assert await stage.home(stage.group) is None
    assert await stage.wants(stage.group) == Subscription(stage.group.id, declined=DAILY, known=False)


async def test_a_group_that_takes_the_bot_back_is_asked_anew(stage):
    await subscribed(stage, stage.group)
    await stage.did(stage.ann.removes_bot, stage.group)
    await stage.did(stage.ann.adds_bot, stage.group)
    assert not (await stage.home(stage.group)).subscribed


async def test_a_no_outlives_the_bots_absence(stage):
    await stage.said(stage.ann, "/unsubscribe", stage.group)
    await stage.did(stage.ann.removes_bot, stage.group)
    assert (await stage.wants(stage.group)).known


async def test_muting_the_bot_is_noted_and_the_subscription_stays(stage):
    await subscribed(stage, stage.group)
    await stage.did(stage.ann.mutes_bot, stage.group)
    assert not (await stage.home(stage.group)).writable
    assert (await stage.wants(stage.group)).subscribed
    await stage.did(stage.ann.demotes_bot, stage.group)
    assert (await stage.home(stage.group)).writable


async def test_a_channel_that_takes_the_bots_right_to_post_is_noted(stage):
    await stage.did(stage.own_channel.posts, "/subscribe")
    await stage.did(stage.ann.promotes_bot, stage.own_channel, "can_edit_messages")
    assert not (await stage.home(stage.own_channel)).writable


@pytest.mark.parametrize("order", [("to", "joined", "from"), ("joined", "from", "to"), ("from", "to", "joined")])
async def test_a_subscription_goes_along_in_whatever_order_the_news_comes(stage, order):
    await subscribed(stage, stage.group)
    new = stage.group.upgrades(stage.ann.user, order)
    await stage.settled()
    assert await stage.wants(new) == Subscription(new.id, subscribed=True, declined=DAILY)
    assert (await stage.home(new)).subscribed
    assert await stage.home(stage.group) is None


async def test_a_group_whose_new_number_shows_when_something_is_sent_is_taken_along(world):
    """Telegram refuses the old number and names the new one."""
    service = world.service
    nothing = Subscription(GROUP["id"], known=False)
    writes = subscriptions.answer(service.database, BOT, nothing, world.now, subscribed=True)
    await service.writer.commit(*writes)
    moved = {"migrate_to_chat_id": SUPERGROUP["id"]}
    world.recorder.refusals["sendMessage"] = [Refusal(400, "Bad Request: group chat was upgraded", moved)]
    await world.say("/help", GROUP)
    assert (await subscriptions.get(service.database, BOT, SUPERGROUP["id"])).subscribed
    assert not (await subscriptions.get(service.database, BOT, GROUP["id"])).known


async def test_restricted_may_also_mean_gone(world):
    """Telegram keeps the restrictions of whoever left."""
    restricted = member("restricted") | {"is_member": False, "can_send_messages": True}
    change = {"chat": FORUM, "from": {"id": 11, "is_bot": False, "first_name": "安"}, "date": 1}
    await world.update(my_chat_member=change | {"old_chat_member": member("member"), "new_chat_member": restricted})
    (known,) = await chats.known(world.service.database, BOT)
    assert known.status == "left"
    assert await home(world.service.database, BOT, FORUM["id"]) is None


async def test_news_of_no_chat_changes_nothing(world):
    """Telegram sends none; whoever else does breaks nothing."""
    somebody = {"id": 11, "is_bot": False, "first_name": "安"}
    standing = {"old_chat_member": member("left"), "new_chat_member": member("member")}
    assert await world.update(my_chat_member={"chat": None, "from": somebody, "date": 1} | standing) == []
    assert await chats.known(world.service.database, BOT) == []
