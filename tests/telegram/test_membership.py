"""Coming into groups, leaving them, and groups that change their id."""

import pytest
from structlog.testing import capture_logs
from telegram_knowledge import EDITORS, HOURS, TREES
from telegram_world import ANN, BEN, CHANNEL, FORUM, GROUP, PRIVATE, Refusal, methods, texts

from bot.store import chats
from bot.telegram.kinds import MEMORY

SUPERGROUP = {"id": -1000000000501, "type": "supergroup", "title": "果农群"}


@pytest.mark.parametrize("before", ["left", "kicked"])
@pytest.mark.parametrize("status", ["member", "administrator"])
async def test_a_group_that_takes_the_bot_in_is_greeted(world, before, status):
    (hello,) = await world.join(GROUP, before, status)
    assert hello["chat_id"] == GROUP["id"]
    assert "@pear_bot" in hello["text"]
    assert GROUP["title"] not in hello["text"]


async def test_hello_says_what_privacy_mode_means(world):
    """An admin gets every message; a member gets those that are meant for it."""
    member, admin = [await world.join(chat, "left", s) for chat, s in ((GROUP, "member"), (FORUM, "administrator"))]
    assert "隐私模式" in member[0]["text"]
    assert "隐私模式" not in admin[0]["text"]
    assert "不是找我的，我一看出来就删" in admin[0]["text"]


async def test_hello_comes_in_the_language_of_whoever_added_the_bot(world):
    assert "隐私" not in texts(await world.join(GROUP, "left", "member", BEN))[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("member", "administrator"),
        ("administrator", "member"),
        ("restricted", "member"),
        ("member", "restricted"),
        ("member", "left"),
        ("member", "kicked"),
        ("administrator", "kicked"),
    ],
)
@pytest.mark.parametrize("chat", [GROUP, PRIVATE], ids=["group", "private"])
async def test_promotions_removals_and_mutings_are_one_log_line(world, chat, old, new):
    with capture_logs() as lines:
        assert await world.join(chat, old, new) == []
    assert [line["status"] for line in lines] == [new]


async def test_channels_and_unblocking_people_are_not_greeted(world):
    assert await world.join(CHANNEL, "left", "administrator") == []
    assert await world.join(PRIVATE, "kicked", "member") == []


async def test_of_people_it_is_known_who_blocks_the_bot_and_no_name(world):
    async def known():
        return [(chat.id, chat.kind, chat.title, chat.status) for chat in await chats.known(*of_bot)]

    of_bot = (world.service.database, world.service.bot)
    await world.join(PRIVATE, "member", "kicked")
    assert await known() == [(PRIVATE["id"], "private", "", "kicked")]
    await world.join(PRIVATE, "kicked", "member")
    assert await known() == []


async def test_hello_is_not_repeated_at_once(world):
    await world.join(GROUP, "left", "member")
    assert await world.join(GROUP, "left", "member") == []


async def test_a_bot_that_was_muted_on_arrival_says_nothing_and_survives(world):
    world.recorder.refusals["sendMessage"] = [Refusal(400, "Bad Request: not enough rights to send text messages")]
    assert methods(await world.join(GROUP, "left", "member")) == ["sendMessage"]


async def test_a_group_that_is_not_on_the_list_is_left_with_a_sentence(make_world):
    world = await make_world(groups=[FORUM["id"]])
    calls = await world.join(GROUP, "left", "member")
    assert methods(calls) == ["sendMessage", "leaveChat"]
    assert "名单" in calls[0]["text"]
    assert calls[1]["chat_id"] == GROUP["id"]
    assert methods(await world.join(FORUM, "left", "member")) == ["sendMessage"]


async def test_a_group_from_before_the_list_is_left_once(make_world):
    """Chatter and presses get no answer while Telegram takes its time."""
    world = await make_world(groups=[FORUM["id"]])
    calls = [await world.say(text, GROUP) for text in (f"/ask {TREES}", "今天的梨真甜")]
    assert [methods(made) for made in calls] == [["sendMessage", "leaveChat"], []]
    assert "名单" in calls[0][0]["text"]
    await world.say(TREES)
    assert await world.press(world.last() | {"chat": GROUP}, "s") == []


async def test_a_group_that_adds_the_bot_again_is_left_again(make_world):
    world = await make_world(groups=[FORUM["id"]])
    for _ in range(2):
        assert methods(await world.join(GROUP, "left", "member")) == ["sendMessage", "leaveChat"]
        assert await world.join(GROUP, "member", "left") == []


async def test_leaving_is_tried_again_after_a_while(make_world):
    world = await make_world(groups=[FORUM["id"]])
    world.recorder.refusals["leaveChat"] = [Refusal(502, "Bad Gateway")]
    await world.say(TREES, GROUP)
    world.now += 3600
    assert methods(await world.say(TREES, GROUP)) == ["sendMessage", "leaveChat"]


async def test_private_chats_need_no_list(make_world):
    world = await make_world(groups=[FORUM["id"]])
    assert methods(await world.say(TREES)) == ["sendMessage"]


@pytest.mark.parametrize("told_by", ["old", "new"])
async def test_an_upgraded_group_keeps_its_memory_its_answers_and_its_place_on_the_list(make_world, told_by):
    world = await make_world(groups=[GROUP["id"]])
    question = world.message(f"/ask {TREES}", GROUP)
    await world.hear(question)
    with capture_logs() as lines:
        if told_by == "old":
            await world.say(None, GROUP, migrate_to_chat_id=SUPERGROUP["id"])
        else:
            await world.say(None, SUPERGROUP, migrate_from_chat_id=GROUP["id"])
    (line,) = [line for line in lines if line["log_level"] == "warning"]
    assert (line["old"], line["new"]) == (GROUP["id"], SUPERGROUP["id"])
    assert "YUANWEN_GROUPS" in line["todo"]
    assert (await world.noted(MEMORY, SUPERGROUP, ANN["id"], None)).pairs == ("orchard/trees",)
    (call,) = await world.edit(question | {"chat": SUPERGROUP}, f"/ask {HOURS}")
    assert (call.method, call["chat_id"]) == ("editMessageText", SUPERGROUP["id"])
    assert await world.join(SUPERGROUP, "left", "member") == []


async def test_a_strange_group_can_not_name_itself_onto_the_list(make_world):
    """Only a group that is allowed passes its place on."""
    world = await make_world(groups=[FORUM["id"]])
    assert methods(await world.say(None, SUPERGROUP, migrate_from_chat_id=GROUP["id"]))[-1] == "leaveChat"


async def test_news_of_the_new_id_may_come_after_the_new_group(make_world):
    """The bot waits a moment before it leaves; here the news arrives in that moment."""
    world = await make_world(groups=[GROUP["id"]])
    slept = []

    async def news_while_sleeping(seconds):
        slept.append(seconds)
        world.service.allowed.add(SUPERGROUP["id"])

    object.__setattr__(world.service, "sleep", news_while_sleeping)
    assert "leaveChat" not in methods(await world.join(SUPERGROUP, "left", "member"))
    assert slept


async def test_a_send_that_finds_the_group_upgraded_goes_to_the_new_one(world):
    world.recorder.refusals["sendMessage"] = [
        Refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": SUPERGROUP["id"]},
        )
    ]
    calls = await world.say(f"/ask {EDITORS}", GROUP)
    assert [call["chat_id"] for call in calls] == [GROUP["id"], SUPERGROUP["id"]]


@pytest.mark.parametrize("strange", [{"type": "\ud800" * 40}, {"title": "\udfff"}], ids=["kind", "title"])
async def test_a_chat_whose_words_no_text_can_hold_is_noted(world, strange):
    await world.join(GROUP | strange, "left", "administrator")
    (known,) = await chats.known(world.service.database, world.service.bot)
    assert (known.id, known.status) == (GROUP["id"], "administrator")


async def test_an_inline_query_without_words_is_met_calmly(world):
    assert methods(await world.search(None)) == ["answerInlineQuery"]
