"""Private chats: every text is a question."""

import json

import pytest
from telegram_knowledge import EDITORS, HOURS, NOTHING, TREES
from telegram_world import ANN, BEN, DATE, PRIVATE, ROBOT, methods, texts

from bot.store.retention import tidy
from bot.store.tables import metadata
from bot.telegram.kinds import MEMORY


async def test_a_question_is_answered_with_its_excerpt_and_source(world):
    """One message: the excerpt as a quotation, the source, no preview, no reply mark, and the context button."""
    (call,) = await world.say(TREES)
    assert call.method == "sendMessage"
    assert "<blockquote>今年种下梨树三百棵</blockquote>" in call["text"]
    assert "青石村报" in call["text"]
    assert call["parse_mode"] == "HTML"
    assert call["link_preview_options"] == {"is_disabled": True}
    assert call.get("reply_parameters") is None
    assert any(button["callback_data"].startswith("c:") for button in call.buttons)


async def test_what_no_article_says_is_not_answered(world):
    (call,) = await world.say(NOTHING)
    assert "<blockquote>" not in call["text"]
    assert NOTHING.rstrip("？") in call["text"]


async def test_an_ambiguous_question_offers_choices(world):
    (call,) = await world.say(EDITORS)
    assert "<blockquote>" not in call["text"]
    assert sum(button["callback_data"].startswith("p:") for button in call.buttons) >= 2


async def test_words_come_in_the_persons_language(world):
    (chinese,) = await world.say("/help")
    (english,) = await world.say("/help", user=BEN)
    assert "怎么问我" in chinese["text"]
    assert "How" in english["text"]


@pytest.mark.parametrize("command", ["start", "help", "topics", "sources", "privacy"])
@pytest.mark.parametrize("form", ["/{}", "/{}@pear_bot", "/{}@Pear_Bot extra", "／{}", "/{}\n"])
async def test_commands_show_their_page(world, command, form):
    (call,) = await world.say(form.format(command))
    assert call.method == "sendMessage"
    assert "没有找到" not in call["text"]


@pytest.mark.parametrize("text", ["/nonsense", "/nonsense more", "/ask@other_bot 果园几点开门", "/start@other_bot"])
async def test_unknown_commands_get_the_help(world, text):
    (call,) = await world.say(text)
    assert "怎么问我" in call["text"]


@pytest.mark.parametrize(
    "text",
    [
        f"/ask {TREES}",
        f"/ASK {TREES}",
        f"/ask@pear_bot {TREES}",
        f"/ask@PEAR_BOT\n{TREES}",
        f"／ask {TREES}",
        f"/ask{TREES}",
        f"@pear_bot {TREES}",
        f"@pear_bot，{TREES}",
        f"{TREES} @Pear_Bot",
    ],
)
async def test_the_words_that_address_the_bot_are_no_part_of_the_question(world, text):
    (call,) = await world.say(text)
    assert "今年种下梨树三百棵" in call["text"]


@pytest.mark.parametrize("text", ["/ask", "/ask@pear_bot", "@pear_bot", "/ask ？"])
async def test_a_bare_call_asks_for_the_question(world, text):
    (call,) = await world.say(text)
    assert "/ask" in call["text"]


async def test_a_bare_ask_under_a_message_asks_that_message(world):
    target = world.message(TREES)
    (call,) = await world.say("/ask", reply_to_message=target)
    assert "今年种下梨树三百棵" in call["text"]


async def test_forwarded_messages_are_questions_even_when_they_look_like_commands(world):
    origin = {"type": "hidden_user", "sender_user_name": "某人", "date": DATE}
    (question,) = await world.say(TREES, forward_origin=origin)
    (command,) = await world.say("/privacy", forward_origin=origin)
    assert "今年种下梨树三百棵" in question["text"]
    assert "我会记住什么" not in command["text"]


async def test_a_caption_is_a_question(world):
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    (call,) = await world.say(photo=photo, caption=TREES)
    assert "今年种下梨树三百棵" in call["text"]


STICKER = {
    "file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
    "is_animated": False, "is_video": False,
}  # fmt: skip
MEDIA = {
    "photo": {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
    "voice": {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
    "sticker": {"sticker": STICKER},
    "location": {"location": {"longitude": 1.0, "latitude": 1.0}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
}


@pytest.mark.parametrize("kind", MEDIA)
async def test_what_can_not_be_read_gets_one_line(world, kind):
    (call,) = await world.say(**MEDIA[kind])
    assert "文字" in call["text"]


async def test_an_album_gets_one_line_for_all_its_pictures(world):
    said = [await world.say(**MEDIA["photo"], media_group_id="9") for _ in range(4)]
    assert [len(calls) for calls in said] == [1, 0, 0, 0]


async def test_an_album_with_a_caption_is_one_question(world):
    first = await world.say(**MEDIA["photo"], media_group_id="9", caption=TREES)
    second = await world.say(**MEDIA["photo"], media_group_id="9")
    assert ("今年种下梨树三百棵" in first[0]["text"], second) == (True, [])


@pytest.mark.parametrize(
    "more",
    [
        {"pinned_message": {"message_id": 1, "date": 0, "chat": PRIVATE}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
        {"write_access_allowed": {}},
        {},
    ],
    ids=["pinned", "timer", "write-access", "empty"],
)
async def test_service_messages_get_silence(world, more):
    assert await world.say(**more) == []


@pytest.mark.parametrize("sender", [{"user": ROBOT}, {"via_bot": ROBOT}, {"via_bot": ROBOT | {"id": 7000}}])
async def test_bots_and_inline_results_get_silence(world, sender):
    """Otherwise two bots could talk to each other without end, and an answer that was sent inline would be answered."""
    assert await world.say(TREES, **sender) == []


async def test_a_follow_up_uses_what_was_asked_before_and_only_for_a_while(world):
    await world.say(TREES)
    assert (await world.noted(MEMORY, PRIVATE, ANN["id"], None)).pairs == ("orchard/trees",)
    world.now += 601
    assert await world.noted(MEMORY, PRIVATE, ANN["id"], None) is None


async def test_words_are_kept_no_longer_than_privacy_says(world):
    """After some minutes nothing of a question is left in the database, though its edit would still edit the answer."""
    question = f"{TREES}我姓欧阳"
    message = world.message(question)
    await world.hear(message)
    assert "欧阳" in await everything_in(world.service.database)
    world.now += 601
    await tidy(world.service.database, world.now)
    assert "欧阳" not in await everything_in(world.service.database)
    assert (await world.edit(message, HOURS))[0].method == "editMessageText"


async def everything_in(database):
    """All rows of all tables as text."""
    async with database.read() as connection:
        rows = [row for table in metadata.tables.values() for row in await connection.execute(table.select())]
    return repr([[json.loads(cell) if str(cell).startswith("[") else cell for cell in row] for row in rows])


async def test_a_long_answer_comes_in_parts_with_the_buttons_under_the_last(world):
    calls = await world.say("渡口账本的全文是什么？")
    assert methods(calls) == ["sendMessage"] * len(calls)
    assert len(calls) == 2
    assert [bool(call.buttons) for call in calls] == [False, True]
    assert all(len(text.encode("utf-16-le")) // 2 <= 5000 for text in texts(calls))


async def test_one_line_is_logged_for_an_answer_without_its_words(world):
    """Outcome, reason, pairs, confidence, time: nothing that somebody wrote, nobody's id."""
    from structlog.testing import capture_logs

    with capture_logs() as lines:
        await world.say(HOURS)
    (line,) = [line for line in lines if line["log_level"] != "debug"]
    assert (line["event"], line["outcome"], line["pairs"]) == ("answered", "answer", ["orchard/hours"])
    assert HOURS not in str(line)
    assert str(ANN["id"]) not in str(line)
