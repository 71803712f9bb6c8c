"""Buttons under a chat's settings: what each changes, and who may press it."""

import pytest
from subscription_scene import staging

from bot.preview.faults import error
from bot.replies import short_id
from bot.replies.subscription_ids import Setting, decode_setting, encode_setting

DONE, STALE, ONLY_ADMINS, NOT_YOURS = "改好了", "过期了", "只有管理员能改", "没有这个群或频道"
DAILY = frozenset({"daily"})


@pytest.fixture
async def stage(telegram, matcher, tmp_path):
    async with staging(telegram, matcher, tmp_path) as stage:
        yield stage
        assert telegram.reports == []


@pytest.fixture
async def card(stage):
    """The settings in the group, which has just subscribed."""
    (card,) = await stage.said(stage.ann, "/subscribe", stage.group)
    return card


CHANGES = {
    "a category that isn't wanted": (["✓ 新闻"], {"declined": DAILY | {"news"}}),
    "a category that is chosen": (["✗ 每日一句"], {"declined": frozenset()}),
    "a category that is left and taken back": (["✓ 节日提醒", "✗ 节日提醒"], {"declined": DAILY}),
    "quiet hours": (["免打扰", "21:00–08:00"], {"quiet": (1260, 480)}),
    "quiet hours and none again": (["免打扰", "23:00–06:00", "免打扰", "不要免打扰"], {"quiet": None}),
    "a zone": (["时区", "Europe/Berlin"], {"zone": "Europe/Berlin"}),
    "a zone and the bot's own again": (["时区", "Asia/Tokyo", "时区", "默认（Asia/Shanghai）"], {"zone": None}),
    "a language": (["语言", "繁體中文"], {"language": "zh-Hant"}),
    "a language and each person's own again": (["语言", "简体中文", "语言", "各人用各人的"], {"language": None}),
    "to look and go back": (["时区", "‹ 返回", "免打扰", "‹ 返回"], {}),
    "no more announcements": (["不再收公告"], {"subscribed": False}),
    "no more, and more again": (["不再收公告", "订阅公告"], {"subscribed": True}),
}


@pytest.mark.parametrize(("labels", "expected"), CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("where", ["in the group", "in private"])
async def test_each_button_changes_its_own_and_the_card_shows_it(stage, card, where, labels, expected):
    if where == "in private":
        (card,) = await stage.said(stage.ann, f"/settings {stage.group.id}")
    before = await stage.wants(stage.group)
    for label in labels:
        toast = await stage.pressed(stage.ann, label, card)
        assert toast in {"", "改好了。"}
        assert stage.sent == [card]
    after = await stage.wants(stage.group)
    for name in ("subscribed", "declined", "quiet", "zone", "language", "thread"):
        assert getattr(after, name) == expected.get(name, getattr(before, name))
    assert len(stage.asked("editMessageText")) == 1


async def test_a_card_is_in_the_language_of_its_group_and_a_toast_in_that_of_whoever_presses(stage, card):
    stage.ann.promotes(stage.ben, stage.group)
    await stage.settled()
    for data in ("语言", "繁體中文", "語言"):
        await stage.pressed(stage.ann, data, card)
    assert await stage.pressed(stage.ben, "✓ 繁體中文", card) == "Done."
    assert "公告設定" in card.text
    (members,) = await stage.said(stage.ben, "/settings", stage.group)
    assert "這裡會收到公告" in members.text


async def test_topics_are_changed_from_within_them(stage):
    first, second = stage.topics
    await stage.said(stage.ann, "/subscribe", stage.forum, topic=first)
    (card,) = await stage.said(stage.ann, "/settings", stage.forum, topic=second)
    assert await stage.pressed(stage.ann, "发到这个话题", card) == "改好了。"
    assert (await stage.wants(stage.forum)).thread == second
    await stage.pressed(stage.ann, "发到综合话题", card)
    assert (await stage.wants(stage.forum)).thread is None
    (private,) = await stage.said(stage.ann, f"/settings {stage.forum.id}")
    assert "发到这个话题" not in [one["text"] for one in private.buttons]
    assert STALE in await stage.pressed(stage.ann, f"g:{stage.forum.id}:t:here", private)


async def test_what_is_picked_in_private_is_done_at_once(stage):
    (mine,) = await stage.said(stage.ann, "/subscribe")
    await stage.pressed(stage.ann, "论坛", mine)
    assert (await stage.wants(stage.forum)).subscribed
    assert "公告设置：论坛" in mine.text
    (mine,) = await stage.said(stage.ann, "/unsubscribe")
    await stage.pressed(stage.ann, "✓ 论坛", mine)
    assert not (await stage.wants(stage.forum)).subscribed


async def test_categories_of_operators_are_left_one_by_one(stage):
    """A category exists once an announcement names it."""
    await stage.announces("果园", "a<b>:@all")
    (card,) = await stage.said(stage.ann, "/subscribe", stage.group)
    assert "收：新闻、节日提醒、a<b>:@all、果园" in card.text
    await stage.pressed(stage.ann, "✓ 果园", card)
    assert "不收：每日一句、果园" in card.text
    assert (await stage.wants(stage.group)).declined == DAILY | {"果园"}
    await stage.pressed(stage.ann, "✓ a<b>:@all", card)
    assert (await stage.wants(stage.group)).declined == DAILY | {"果园", "a<b>:@all"}


async def test_many_long_categories_fit_one_card(stage):
    await stage.announces(*(f"{number:02}{'果园' * 19}" for number in range(60)))
    (card,) = await stage.said(stage.ann, "/subscribe", stage.group)
    assert len(card.buttons) == 30 + 4
    assert stage.refused() == []


def demoted(stage, card):
    stage.ann.demotes(stage.eve, stage.group)
    return stage.eve, card, None


def anonymous(stage, card):
    stage.group.chat.members[stage.eve.id] = stage.group.chat.members[stage.eve.id].__class__(
        "administrator", frozenset(), is_anonymous=True
    )
    return stage.eve, card, None


def nobody_says_who(stage, card):
    stage.telegram.faults.once("getChatMember", error(400, "Bad Request: CHAT_ADMIN_REQUIRED"))
    return stage.ann, card, None


PRESSERS = {
    "42 the owner": (lambda s, c: (s.ann, c, None), DONE),
    "42 another admin": (lambda s, c: (s.eve, c, None), DONE),
    "42 a mere member": (lambda s, c: (s.ben, c, None), "Only admins"),
    "31 an admin demoted a moment ago": (demoted, ONLY_ADMINS),
    "27 an admin who hides behind the group's name": (anonymous, DONE),
    "while nobody says who is an admin": (nobody_says_who, ONLY_ADMINS),
    "46 another group's button in this one": (lambda s, c: (s.ann, c, f"g:{s.forum.id}:s"), STALE),
    "46 no such verb": (lambda s, c: (s.ann, c, f"g:{s.group.id}:x"), STALE),
    "46 no such hours": (lambda s, c: (s.ann, c, f"g:{s.group.id}:q:99:00-07:00"), STALE),
    "46 no such zone": (lambda s, c: (s.ann, c, f"g:{s.group.id}:z:Mars/X"), STALE),
    "46 no such language": (lambda s, c: (s.ann, c, f"g:{s.group.id}:l:tlh"), STALE),
    "46 no such category": (lambda s, c: (s.ann, c, f"g:{s.group.id}:d:zzzzzzzzzzzzzzzz"), STALE),
    "46 no such topic": (lambda s, c: (s.ann, c, f"g:{s.group.id}:t:777"), STALE),
    "46 the settings to be opened with something": (lambda s, c: (s.ann, c, f"g:{s.group.id}:o:x"), STALE),
    "46 a person": (lambda s, c: (s.ann, c, f"g:{s.ben.id}:s"), STALE),
    "46 nothing": (lambda s, c: (s.ann, c, "g:"), STALE),
    "47 five thousand signs": (lambda s, c: (s.ann, c, "g:" * 2500), STALE),
    "47 signs that no database takes": (lambda s, c: (s.ann, c, "g:\0\ud83d"), STALE),
}


@pytest.mark.parametrize(("press", "expected"), PRESSERS.values(), ids=PRESSERS)
async def test_a_press_counts_when_an_admin_makes_it(stage, card, press, expected):
    before = await stage.wants(stage.group)
    person, post, data = press(stage, card)
    told = await stage.pressed(person, data or "✓ 新闻", post)
    assert expected in told
    changed = expected == DONE
    assert ((await stage.wants(stage.group)) != before) == changed
    assert len(stage.sent) == changed
    assert [call.given.get("show_alert") for call in stage.asked("answerCallbackQuery")] == [not changed]
    assert not (await stage.wants(stage.forum)).known


PRIVATE_PRESSERS = {
    "40 a group of others": lambda s: s.other.id,
    "40 a group that isn't": lambda _: -1009999999999,
    "a group in which the bot is no more": lambda s: s.forum.id,
}


@pytest.mark.parametrize("group", PRIVATE_PRESSERS.values(), ids=PRIVATE_PRESSERS)
async def test_in_private_a_button_is_about_ones_own_groups_alone(stage, group):
    (private,) = await stage.said(stage.ann, f"/settings {stage.group.id}")
    stage.ben.removes_bot(stage.forum)
    await stage.settled()
    assert NOT_YOURS in await stage.pressed(stage.ann, f"g:{group(stage)}:s", private)
    assert not (await stage.wants(stage.other)).known
    assert not (await stage.wants(stage.forum)).known


async def test_a_press_again_changes_nothing_more(stage, card):
    """43: a button says what shall be, so that pressing it later from an old message does no harm."""
    data = f"g:{stage.group.id}:d:{short_id('news')}"
    for _ in range(3):
        await stage.pressed(stage.ann, data, card)
        assert (await stage.wants(stage.group)).declined == DAILY | {"news"}


async def test_two_presses_at_once_are_one(stage, card):
    """44."""
    data = f"g:{stage.group.id}:d:{short_id('news')}"
    stage.forget()
    for person in (stage.ann, stage.eve):
        person.presses_data(data, card)
    await stage.settled()
    assert len(stage.asked("answerCallbackQuery")) == 2
    assert len(stage.asked("editMessageText")) == 1


async def test_a_card_from_before_a_group_unsubscribed_is_no_way_back_in(stage, card):
    await stage.said(stage.ann, "/unsubscribe", stage.group)
    assert STALE in await stage.pressed(stage.ann, "✗ 每日一句", card)
    assert not (await stage.wants(stage.group)).subscribed


def gone(stage, card):
    stage.ann.presses_data(card.buttons[0]["callback_data"], card, still_there=False)


def forced(stage, card, **more):
    press = {"id": "78", "from": stage.ann.user.json(), "chat_instance": "1"}
    stage.world.queries["78"] = stage.world.clock()
    stage.world.updates.force({"callback_query": press | {"data": card.buttons[0]["callback_data"]} | more})


def copied(stage, card):
    forced(stage, card, message=card.json | {"from": stage.ben.user.json()})


ODD = {
    "48 on a message copied by somebody else": copied,
    "49 on a message that is gone": gone,
    "50 on a message sent inline": lambda s, c: forced(s, c, inline_message_id="x"),
    "50 on nothing": forced,
}


@pytest.mark.parametrize("act", ODD.values(), ids=ODD)
async def test_a_button_on_no_message_of_ours_is_stale(stage, card, act):
    before = await stage.wants(stage.group)
    assert await stage.did(act, stage, card) == []
    (answer,) = stage.asked("answerCallbackQuery")
    assert STALE in answer.given["text"]
    assert await stage.wants(stage.group) == before


@pytest.mark.parametrize("more", [{"data": ""}, {}], ids=["empty data", "no data"])
async def test_a_press_without_data_is_no_setting(stage, card, more):
    """Of whatever button it comes, nobody is sent to /settings for it."""

    def bare():
        press = {"id": "78", "from": stage.ann.user.json(), "chat_instance": "1", "message": card.json}
        stage.world.queries["78"] = stage.world.clock()
        stage.world.updates.force({"callback_query": press | more})

    assert await stage.did(bare) == []
    (answer,) = stage.asked("answerCallbackQuery")
    assert "/settings" not in answer.given["text"]


async def test_who_presses_without_end_is_told_once(stage, card):
    stage.forget()
    for number in range(20):
        stage.ann.presses_data(f"g:{stage.group.id}:q:{number:02}:30-23:45", card)
    await stage.settled()
    assert len(stage.asked("answerCallbackQuery")) == 20
    assert len(stage.asked("editMessageText")) == 15


async def test_in_a_channel_its_admins_press(stage):
    (card,) = await stage.did(stage.own_channel.posts, "/subscribe")
    assert await stage.pressed(stage.ben, "✓ 新闻", card) == "Only admins can change which announcements come here."
    assert await stage.pressed(stage.ann, "✓ 新闻", card) == "改好了。"
    assert (await stage.wants(stage.own_channel)).declined == DAILY | {"news"}


SETTINGS = [
    Setting(-(10**16) + 1, "zone", "America/Argentina/Buenos_Aires"),
    Setting(-1, "open"),
    Setting(-1, "want", short_id("果园" * 20)),
    Setting(-1, "quiet", "22:30-07:00"),
    Setting(-1, "quiet", "-"),
    Setting(-1000000000700, "language", "zh-Hans"),
]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_button_carries_its_setting_within_64_bytes(setting):
    data = encode_setting(setting)
    assert decode_setting(data) == setting
    assert len(data.encode()) <= 64


@pytest.mark.parametrize(
    "setting", [Setting(5, "open"), Setting(-1, "want", "新闻"), Setting(-1, "zone", "x" * 41)], ids=str
)
def test_what_no_button_can_carry_is_refused(setting):
    with pytest.raises(ValueError, match="carry"):
        encode_setting(setting)
