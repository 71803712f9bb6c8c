"""Announcements on their way out, over HTTP: each thing that is done is one request, and each refusal has its words."""

import pytest
from telegram_service import a_service
from telegram_world import TOKEN

from bot.announcements.model import Message
from bot.announcements.out import Out as Door
from bot.delivery.errors import Moved, Refused, TooMany, Uncertain
from bot.preview.faults import error, flood
from bot.telegram.out import Out
from bot.telegram.request import HttpRequest
from bot.telegram.wiring import build_application

BOLD = {"type": "bold", "offset": 0, "length": 2}
LINK = {"type": "text_link", "offset": 3, "length": 1, "url": "https://example.com/"}
WORDS = Message("大家 好", (BOLD, LINK))


@pytest.fixture
async def bot(telegram, matcher):
    """The library's, as the program has it."""
    async with a_service(matcher, telegram.world.clock, telegram.world.clock.sleep) as service:
        request = HttpRequest(4)
        application = build_application(TOKEN, telegram.url, service, request=request, polling=HttpRequest(1))
        await application.initialize()
        yield application.bot
        await application.shutdown()


@pytest.fixture
def out(bot):
    door: Door = Out(bot)
    return door


@pytest.fixture
def group(telegram, ann):
    return telegram.group("群", ann, bot="administrator", supergroup=True, forum=True)


async def test_text_keeps_its_formatting(telegram, out, group):
    number = await out.post(group.id, None, WORDS, silent=False)
    assert (group.last.id, group.last.json["text"], group.last.json["entities"]) == (number, "大家 好", [BOLD, LINK])
    assert telegram.reports == []


async def test_html_is_sent_as_html(out, group):
    await out.post(group.id, None, Message("果园 好", html="<b>果园</b> 好"), silent=False)
    assert (group.last.json["text"], group.last.json["entities"]) == ("果园 好", [BOLD])


@pytest.mark.parametrize("kind", ["photo", "video", "animation", "audio", "voice", "document"])
async def test_a_file_is_sent_by_its_id_with_its_caption_and_changed(telegram, out, group, ann, kind):
    shown = ann.shows(kind, "看").json[kind]
    file = shown[-1]["file_id"] if kind == "photo" else shown["file_id"]
    number = await out.post(group.id, None, Message("大家 好", (BOLD,), media=kind, file=file), silent=True)
    assert group.last.json["caption_entities"] == [BOLD]
    await out.edit(group.id, number, Message("改了", media=kind, file=file))
    assert (group.last.json["caption"], kind in group.last.json) == ("改了", True)
    assert len(telegram.calls("editMessageCaption")) == 1
    assert telegram.reports == []


async def test_topics_sound_and_previews_are_as_planned(telegram, out, group, ann):
    topic = group.opens_topic("通知", ann.user)
    await out.post(group.id, topic, Message("见 https://example.com", preview=True), silent=True)
    await out.post(group.id, None, WORDS, silent=False)
    first, second = (call.given for call in telegram.calls("sendMessage"))
    assert (int(first["message_thread_id"]), str(first["disable_notification"]).lower()) == (topic, "true")
    assert "message_thread_id" not in second
    assert "false" in str(first["link_preview_options"]).lower()
    assert "true" in str(second["link_preview_options"]).lower()


async def test_an_edit_deletion_and_pin_are_one_request_each(telegram, out, group):
    number = await out.post(group.id, None, WORDS, silent=False)
    await out.edit(group.id, number, Message("新的"))
    assert group.last.json["text"] == "新的"
    await out.pin(group.id, number, silent=True)
    await out.delete(group.id, number)
    assert number not in [post.id for post in group.sent]
    assert [len(telegram.calls(name)) for name in ("editMessageText", "pinChatMessage", "deleteMessage")] == [1, 1, 1]


async def test_what_is_so_already_is_fine(out, group):
    """The same words again, and a message that somebody has deleted."""
    number = await out.post(group.id, None, WORDS, silent=False)
    await out.edit(group.id, number, WORDS)
    await out.delete(group.id, number)
    await out.delete(group.id, number)


@pytest.mark.parametrize(
    "words", ["message thread not found", "TOPIC_CLOSED", "not enough rights to send text messages to the chat"]
)
async def test_a_refusal_of_the_moment_keeps_its_words(telegram, out, group, words):
    telegram.faults.once("sendMessage", error(400, f"Bad Request: {words}"))
    with pytest.raises(Refused) as refused:
        await out.post(group.id, 5, WORDS, silent=False)
    assert words.lower() in refused.value.reason.lower()
    assert not refused.value.gone


async def test_a_chat_that_is_gone_is_gone(out):
    with pytest.raises(Refused) as refused:
        await out.post(-1009999999999, None, WORDS, silent=False)
    assert refused.value.gone


async def test_no_answer_is_uncertain_and_a_silence_is_kept(telegram, out, group):
    telegram.faults.once("sendMessage", error(500))
    with pytest.raises(Uncertain):
        await out.post(group.id, None, WORDS, silent=False)
    telegram.faults.once("sendMessage", flood(7))
    with pytest.raises(TooMany) as silence:
        await out.post(group.id, None, WORDS, silent=False)
    assert silence.value.seconds == 7


async def test_a_group_that_has_moved_says_where_to(telegram, out, ann):
    group = telegram.group("旧群", ann)
    group.upgrades(ann.user)
    with pytest.raises(Moved) as moved:
        await out.post(group.id, None, WORDS, silent=False)
    assert moved.value.chat < -(10**12)
