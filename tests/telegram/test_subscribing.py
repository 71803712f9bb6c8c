"""Commands about announcements: who may give them, in whose name, where, and what comes of each."""

import pytest
from subscription_scene import BOT, staging
from telegram_knowledge import HOURS

from bot.announcements.subscriptions import Subscription
from bot.preview.faults import error
from bot.preview.model import Member, User
from bot.preview.world import AS_CHANNEL

DAILY = frozenset({"daily"})
ON, ONLY_ADMINS, NOT_YOURS, SILENCE = "这里会收到公告", "只有管理员能改", "没有这个群或频道", ""
IN_ENGLISH = {ON: "Announcements come here", ONLY_ADMINS: "Only admins can change"}


@pytest.fixture
async def stage(telegram, matcher, tmp_path):
    async with staging(telegram, matcher, tmp_path) as stage:
        yield stage
        assert telegram.reports == []


def demoted_a_moment_ago(stage):
    stage.ann.demotes(stage.eve, stage.group)
    stage.eve.says("/subscribe", stage.group)


def promoted_a_moment_ago(stage):
    stage.ann.promotes(stage.ben, stage.group)
    stage.ben.says("/subscribe", stage.group)


def by_somebody_who(status):
    def says(stage):
        stage.group.chat.members[stage.ben.id] = Member(status)
        stage.ben.says("/subscribe", stage.group)

    return says


def forced(**more):
    """A message in the group as no app would send it."""

    def says(stage):
        chat = {"chat": stage.group.chat.json(), "entities": [{"type": "bot_command", "offset": 0, "length": 10}]}
        made = stage.message("/subscribe") | chat | {name: value(stage) for name, value in more.items()}
        stage.world.updates.force({"message": made})

    return says


def edited_into_an_order(stage):
    stage.ann.edits(stage.ann.says("今天天气好", stage.group), "/subscribe")


def passed_on(stage):
    stage.ann.sends({"text": "/subscribe"}, stage.group, forwarded=stage.ann.says("/subscribe", stage.forum))


def within_a_quote(stage):
    order = stage.ben.says("x /subscribe", stage.group)
    stage.ann.says("看这个", stage.group, reply_to=order, quote="/subscribe")


def while_nobody_says_who_is_admin(stage):
    stage.telegram.faults.once("getChatMember", error(400, "Bad Request: CHAT_ADMIN_REQUIRED"))
    stage.ann.says("/subscribe", stage.group)


def while_telegram_is_out_of_order(stage):
    stage.telegram.faults.once("getChatMember", error(502))
    stage.ann.says("/subscribe", stage.group)


PEOPLE = {
    "27 an admin in the name of the group": (lambda s: s.ann.says("/subscribe", s.group, anonymously=True), ON),
    "28 somebody in the name of a channel": (
        lambda s: s.ann.says("/subscribe", s.group, as_channel=s.channel),
        ONLY_ADMINS,
    ),
    "28 an admin in the name of a channel that is theirs": (
        lambda s: s.ann.says("/subscribe", s.group, as_channel=s.own_channel),
        ONLY_ADMINS,
    ),
    "29 the linked channel's own post": (lambda s: s.channel.posts("/subscribe"), SILENCE),
    "30 the channels' user without a channel": (forced(**{"from": lambda _: AS_CHANNEL.json()}), SILENCE),
    "31 an admin demoted a moment ago": (demoted_a_moment_ago, ONLY_ADMINS),
    "31 somebody promoted a moment ago": (promoted_a_moment_ago, ON),
    "32 a mere member": (lambda s: s.ben.says("/subscribe", s.group), ONLY_ADMINS),
    "32 a restricted member": (by_somebody_who("restricted"), ONLY_ADMINS),
    "32 somebody who left": (by_somebody_who("left"), ONLY_ADMINS),
    "32 somebody thrown out": (by_somebody_who("kicked"), ONLY_ADMINS),
    "33 the owner": (lambda s: s.ann.says("/subscribe", s.group), ON),
    "33 another admin": (lambda s: s.eve.says("/subscribe", s.group), ON),
    "34 an admin's order passed on": (passed_on, SILENCE),
    "35 an order within a quote": (within_a_quote, SILENCE),
    "36 a remark that becomes an order": (edited_into_an_order, SILENCE),
    "37 an order for another bot": (lambda s: s.ann.says("/subscribe@other_bot", s.group), SILENCE),
    "37 an order for this one": (lambda s: s.ann.says("/subscribe@PEAR_bot", s.group), ON),
    "38 what was sent through a bot": (
        lambda s: s.ann.sends({"text": "/subscribe", "via_bot": s.world.bot.user.json()}, s.group),
        SILENCE,
    ),
    "39 the bot's own message": (forced(**{"from": lambda s: s.world.bot.user.json()}), SILENCE),
    "39 another bot": (forced(**{"from": lambda _: User(55, "Other", "other_bot", is_bot=True).json()}), SILENCE),
    "a message of nobody": (forced(**{"from": lambda _: None}), SILENCE),
    "an order in the middle": (lambda s: s.ann.says("请发 /subscribe", s.group), SILENCE),
    "an order shown as code": (
        forced(
            **{"entities": lambda _: [{"type": "code", "offset": 0, "length": 10}], "from": lambda s: s.ann.user.json()}
        ),
        SILENCE,
    ),
    "a wide slash": (lambda s: s.ann.says("／subscribe", s.group), ON),
    "a longer command": (lambda s: s.ann.says("/subscribed", s.group), SILENCE),
    "while Telegram refuses to say who is an admin": (while_nobody_says_who_is_admin, ONLY_ADMINS),
    "while Telegram is out of order": (while_telegram_is_out_of_order, ONLY_ADMINS),
}


@pytest.mark.parametrize(("act", "expected"), PEOPLE.values(), ids=PEOPLE)
async def test_only_admins_subscribe_a_group(stage, act, expected):
    """One message or silence, in the language of whoever spoke; all others change nothing."""
    sent = [post for post in await stage.did(act, stage) if post.chat.id == stage.group.id]
    assert len(sent) == bool(expected)
    assert all(expected in post.text or IN_ENGLISH[expected] in post.text for post in sent)
    assert (await stage.wants(stage.group)).subscribed == (expected == ON)
    await stage.goes_on()


async def test_whoever_subscribes_learns_what_comes_and_that_the_daily_one_must_be_chosen(stage):
    (card,) = await stage.said(stage.ann, "/subscribe", stage.group)
    assert "收：新闻、节日提醒" in card.text
    assert "“每日一句”要另外选" in card.text
    assert await stage.wants(stage.group) == Subscription(stage.group.id, subscribed=True, declined=DAILY)
    assert (await stage.home(stage.group)).subscribed
    assert [line["event"] for line in stage.lines if line.get("command") == "subscribe"] == ["announcements"]


async def test_unsubscribing_is_one_word(stage):
    await stage.said(stage.ann, "/subscribe", stage.group)
    (card,) = await stage.said(stage.ann, "/unsubscribe", stage.group)
    assert "不收公告" in card.text
    assert not (await stage.wants(stage.group)).subscribed


async def test_a_no_is_kept_even_of_a_group_that_never_subscribed(stage):
    await stage.said(stage.ann, "/unsubscribe", stage.group)
    assert await stage.wants(stage.group) == Subscription(stage.group.id, declined=DAILY)


async def test_members_see_what_a_group_gets_and_nothing_to_press(stage):
    await stage.said(stage.ann, "/subscribe", stage.group)
    (card,) = await stage.said(stage.ben, "/settings", stage.group)
    assert "On: News, Holiday reminders" in card.text
    assert card.buttons == []
    assert "t.me" not in str(card.json)
    (refused,) = await stage.said(stage.ben, "/settings 22-7", stage.group)
    assert IN_ENGLISH[ONLY_ADMINS] in refused.text
    assert (await stage.wants(stage.group)).quiet is None


async def test_who_floods_is_told_once_and_then_ignored(stage):
    """The same limit as for questions."""
    sent = []
    stage.world.clock.now += 120
    stage.forget()
    for _ in range(12):
        stage.ben.says("/subscribe", stage.group)
    await stage.settled()
    sent = [post.text for post in stage.sent]
    assert len(sent) == 7
    assert len(stage.asked("getChatMember")) == 6


TYPED = {
    "hours": ("/settings 22:30-07:00", {"quiet": (1350, 420)}),
    "whole hours": ("/settings 22-7", {"quiet": (1320, 420)}),
    "hours as Chinese keyboards write them": ("/settings 22：30 到 7：00", {"quiet": (1350, 420)}),
    "a zone": ("/settings America/Argentina/Buenos_Aires", {"zone": "America/Argentina/Buenos_Aires"}),
    "an hour that is none": ("/settings 25:00-07:00", None),
    "a minute that is none": ("/settings 22:61-07:00", None),
    "no time at all": ("/settings 07:00-07:00", None),
    "a planet": ("/settings Mars/X", None),
    "a way out of the folder": ("/settings ../../etc/passwd", None),
    "a link": ("/settings https://example.org/@all", None),
    "braces": ("/settings {0.__class__}", None),
}


@pytest.mark.parametrize(("text", "expected"), TYPED.values(), ids=TYPED)
async def test_hours_and_zones_may_be_typed(stage, text, expected):
    await stage.said(stage.ann, "/subscribe", stage.group)
    before = await stage.wants(stage.group)
    (card,) = await stage.said(stage.ann, text, stage.group)
    after = await stage.wants(stage.group)
    for name in ("quiet", "zone"):
        assert getattr(after, name) == (expected or {}).get(name, getattr(before, name))
    assert ("没看懂" in card.text) == (expected is None)


async def test_what_is_typed_changes_nothing_before_a_group_subscribes(stage):
    (card,) = await stage.said(stage.ann, "/settings 22-7", stage.group)
    assert "不收公告" in card.text
    assert not (await stage.wants(stage.group)).known


async def test_the_topic_in_which_somebody_subscribes_receives(stage):
    first, second = stage.topics
    (card,) = await stage.said(stage.ann, "/subscribe", stage.forum, topic=first)
    assert card.thread == first
    assert "公告发到：这个话题" in card.text
    assert (await stage.wants(stage.forum)).thread == first
    (card,) = await stage.said(stage.ann, "/settings", stage.forum, topic=second)
    assert "公告发到：另一个话题" in card.text
    await stage.said(stage.ann, "/subscribe", stage.forum)
    assert (await stage.wants(stage.forum)).thread is None


async def test_in_a_channel_its_posts_are_its_admins_orders(stage):
    (card,) = await stage.did(stage.own_channel.posts, "/subscribe")
    assert (card.chat.id, ON in card.text) == (stage.own_channel.id, True)
    assert (await stage.wants(stage.own_channel)).subscribed
    (card,) = await stage.did(stage.own_channel.posts, "/settings 22-7")
    assert (await stage.wants(stage.own_channel)).quiet == (1320, 420)
    assert await stage.did(stage.own_channel.posts, HOURS) == []


async def test_a_channel_that_was_never_heard_of_is_known_once_it_subscribes(stage):
    """The bot may have come there before it had a database."""
    channel = stage.telegram.channel("从前的频道", stage.ann, bot="administrator")
    stage.world.chats[channel.id].members[BOT] = Member("administrator", frozenset({"can_post_messages"}))
    assert await stage.home(channel) is None
    await stage.did(channel.posts, "/subscribe")
    assert (await stage.home(channel)).subscribed


async def test_a_group_that_was_taken_for_lost_is_known_again_once_it_subscribes(stage):
    stage.telegram.faults.once("sendMessage", error(403, "Forbidden: bot was kicked from the group chat"))
    await stage.said(stage.ann, "/help", stage.group)
    assert await stage.home(stage.group) is None
    await stage.said(stage.ann, "/subscribe", stage.group)
    assert (await stage.home(stage.group)).subscribed


async def test_only_channels_on_the_list_subscribe_when_there_is_one(telegram, matcher, tmp_path):
    async with staging(telegram, matcher, tmp_path, groups=[-1]) as stage:
        (refused,) = await stage.did(stage.own_channel.posts, "/subscribe")
        assert "不在名单上" in refused.text
        assert not (await stage.wants(stage.own_channel)).known
        (list_,) = await stage.said(stage.ann, "/settings")
        assert {one["text"] for one in list_.buttons} == {"群"}
        assert NOT_YOURS in (await stage.said(stage.ann, f"/subscribe {stage.own_channel.id}"))[0].text


async def test_in_private_an_admin_picks_from_what_is_theirs(stage):
    (mine,) = await stage.said(stage.ann, "/subscribe")
    assert {one["text"] for one in mine.buttons} == {"群", "论坛", "自己的频道"}
    (eves,) = await stage.said(stage.eve, "/settings")
    assert {one["text"] for one in eves.buttons} == {"群"}
    stage.ann.demotes(stage.eve, stage.group)
    (nothing,) = await stage.said(stage.eve, "/unsubscribe")
    assert (nothing.buttons, "没有找到" in nothing.text) == ([], True)


async def test_in_private_telegram_is_asked_about_fifty_chats_at_most(stage):
    for number in range(60):
        stage.ann.adds_bot(stage.telegram.group(f"群 {number}", stage.ann, bot="left"))
    await stage.settled()
    (mine,) = await stage.said(stage.ann, "/settings")
    assert len(stage.asked("getChatMember")) == 50
    assert len(mine.buttons) == 30


@pytest.mark.parametrize("text", ["/subscribe {group}", "/settings {group}", "/start settings_{group}"])
async def test_in_private_an_admin_may_name_a_group(stage, text):
    (card,) = await stage.said(stage.ann, text.format(group=stage.group.id))
    assert "公告设置：群" in card.text
    assert card.chat.id == stage.ann.id
    assert (await stage.wants(stage.group)).subscribed == text.startswith("/subscribe")


STRANGERS = {
    "an admin elsewhere": "/subscribe {other}",
    "an admin elsewhere, by an address": "/start settings_{other}",
    "a group that isn't": "/subscribe -1009999999999",
    "a person": "/subscribe {ben}",
    "a name": "/subscribe @pears",
    "a number beyond all": "/subscribe -99999999999999999999",
    "SQL": "/subscribe -1; DROP TABLE subscriptions",
}


@pytest.mark.parametrize("text", STRANGERS.values(), ids=STRANGERS)
async def test_a_group_of_others_is_one_that_does_not_exist(stage, text):
    """40: the same words for both."""
    (refused,) = await stage.said(stage.ann, text.format(other=stage.other.id, ben=stage.ben.id))
    assert NOT_YOURS in refused.text
    assert not (await stage.wants(stage.other)).known


async def test_an_order_passed_on_in_private_is_a_question(stage):
    order = stage.ben.says("/subscribe", stage.other)
    await stage.settled()
    (reply,) = await stage.did(stage.ann.sends, {"text": "/subscribe"}, forwarded=order)
    assert "要收公告" not in reply.text
    assert stage.asked("getChatMember") == []


async def test_start_by_itself_is_the_greeting_still(stage):
    for text in ("/start", "/start something", "/start settings_x", "/start settings_5"):
        (hello,) = await stage.said(stage.ann, text)
        assert "你好" in hello.text


async def test_the_card_in_a_group_leads_to_the_same_in_private(stage):
    (card,) = await stage.said(stage.ann, "/subscribe", stage.group)
    (link,) = [one["url"] for one in card.json["entities"] if one["type"] == "text_link"]
    assert link == f"https://t.me/pear_bot?start=settings_{stage.group.id}"
    (private,) = await stage.said(stage.ann, f"/start {link.partition('=')[2]}")
    assert "公告设置：群" in private.text


async def test_a_muted_bot_says_in_private_that_it_cannot_write(stage):
    stage.ann.mutes_bot(stage.forum)
    await stage.settled()
    (card,) = await stage.said(stage.ann, f"/subscribe {stage.forum.id}")
    assert "不能发消息" in card.text
    assert not (await stage.home(stage.forum)).writable


async def test_a_group_that_has_become_a_supergroup_is_subscribed_still(stage):
    """41."""
    await stage.said(stage.ann, "/subscribe", stage.group)
    await stage.said(stage.ann, "/settings 22-7", stage.group)
    new = stage.group.upgrades(stage.ann.user)
    await stage.settled()
    assert await stage.wants(new) == Subscription(new.id, subscribed=True, quiet=(1320, 420), declined=DAILY)
    assert not (await stage.wants(stage.group)).known
    assert NOT_YOURS in (await stage.said(stage.ann, f"/settings {stage.group.id}"))[0].text
