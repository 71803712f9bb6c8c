"""What people and other programs may send: nothing of it breaks the bot, and none of it is sent back as markup."""

import json
import re

import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram_knowledge import TREES
from telegram_world import ANN, BEN, GROUP, PRIVATE

from bot.inbox.handling import reason_of
from bot.telegram.messages import on_message

TEXTS = {
    "closing tags": '</b></blockquote><a href="tg://user?id=1">x</a>',
    "unclosed pre": "<pre>" * 50,
    "double escape": "&amp;lt;b&amp;gt; &#60;b&#62;",
    "markdown specials": "_*[]()~`>#+-=|{}.!\\",
    "script address": '<a href="javascript:alert(1)">x</a> tg://resolve?domain=x',
    "bidi override": "\u202e？树梨棵几了种园果",
    "zero width": "果\u200b园\u200d种\ufeff了多少",
    "homoglyphs": "/аsk 果园",
    "one sign that unfolds to eighteen": "\ufdfa" * 4096,
    "4096 emoji units": "🍐" * 2048,
    "more units than a message has": "🍐" * 2049,
    "nul": "果园\0几点\0",
    "lone surrogates": "\ud83d果园\ude00",
    "only marks": "\u0301" * 500,
    "zalgo": "果" + "\u0336" * 300,
    "everybody mentioned": "@all @everyone " * 200,
    "templates": "{0.__class__} %s %(x)s {{7*7}} ${jndi:x} {",
    "SQL": "' OR 1=1--; DROP TABLE pairs",
    "FTS": '" OR x* NEAR(a, b) "',
    "LIKE": "%" * 50,
    "regular expressions": "(a+)+$ [[[ (((",
    "newlines and colours": "\x1b[31m红\x1b[0m\r\n[error] forged line",
    "token": "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake000",
    "ten thousand signs": "梨" * 10_000,
    "spaces": " \u3000\xa0\t\n",
    "one letter": "a",
    "digits": "9" * 4000,
    "brackets": "[" * 4000,
    "path": "../../../../etc/passwd",
    "command with a long name": "/" + "a" * 300,
    "slashes": "/" * 100,
    "ask many times": "/ask " * 500,
    "name many times": "@pear_bot " * 300,
    "question marks": "？" * 3000,
    "many questions": "果园几点开门？" * 400,
}

ENTITIES = {
    "far outside": {"type": "mention", "offset": 10**9, "length": 10**9},
    "negative": {"type": "code", "offset": -5, "length": 3},
    "negative length": {"type": "code", "offset": 5, "length": -3},
    "inside an emoji": {"type": "text_mention", "offset": 1, "length": 1, "user": {**ANN}},
    "unknown kind": {"type": "new_kind", "offset": 0, "length": 1},
    "mention of nobody": {"type": "text_mention", "offset": 0, "length": 1},
    "custom emoji": {"type": "custom_emoji", "offset": 900, "length": 2, "custom_emoji_id": "1"},
}

PEOPLE = {
    "no name": {"id": 21, "is_bot": False, "first_name": ""},
    "markup for a name": {"id": 22, "is_bot": False, "first_name": "<b>", "last_name": "{0}", "username": "x"},
    "strange language": {"id": 23, "is_bot": False, "first_name": "x", "language_code": "../../etc"},
    "no language": {"id": 24, "is_bot": False, "first_name": "x", "language_code": ""},
    "long language": {"id": 25, "is_bot": False, "first_name": "x", "language_code": "z" * 1000},
}


def check(calls, lines):
    """At most one message, in markup that is closed and of Telegram's, and no line that says something broke."""
    assert [line for line in lines if line["log_level"] not in {"info", "debug"}] == []
    for call in calls:
        assert call["text"].strip()
        assert set(re.findall(r"</?(\w+)", call["text"])) <= {"b", "i", "u", "a", "blockquote"}
        assert "tg://" not in "".join(re.findall(r'<a href="[^"]*"', call["text"]))
        json.dumps(call.data, ensure_ascii=False).encode()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_any_text_is_borne_in_private_chats_and_groups(world, text):
    with capture_logs() as lines:
        calls = await world.say(text)
        calls += await world.say(f"/ask {text}", GROUP)
        calls += await world.say(f"{text} @pear_bot", GROUP, BEN)
    assert all(call.method == "sendMessage" for call in calls)
    check(calls, lines)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_any_text_is_borne_in_edits_quotes_and_captions(world, text):
    message = world.message(TREES)
    await world.hear(message)
    with capture_logs() as lines:
        calls = await world.edit(message, text)
        calls += await world.say("/ask", GROUP, reply_to_message=world.message(text, GROUP, BEN))
        calls += await world.say("/ask", GROUP, BEN, reply_to_message=message, quote={"text": text, "position": 0})
        calls += await world.say(None, caption=text, photo=[])
    check([call for call in calls if call.method != "deleteMessage"], lines)


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
async def test_any_entity_is_borne(world, entity):
    with capture_logs() as lines:
        calls = await world.say(f"🍐 {TREES}", entities=[entity])
        calls += await world.say(f"@pear_bot 🍐 {TREES}", GROUP, entities=[entity])
    check(calls, lines)


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
async def test_anybody_may_ask(world, person):
    with capture_logs() as lines:
        (call,) = await world.say(TREES, user=person)
    assert "今年种下梨树三百棵" in call["text"]
    check([call], lines)


async def test_a_mistake_of_ours_is_told_without_anybodys_words(world):
    """What it was and where, so that it can be mended; the update is tried again."""

    async def fail(update, context):  # noqa: ARG001 - the signature is the library's
        raise RuntimeError(update.message.text)

    handler = next(one for one in world.application.handlers[0] if one.callback is on_message)
    handler.callback = fail
    with capture_logs() as lines, pytest.raises(RuntimeError) as caught:
        await world.say(TREES)
    assert lines == []
    assert reason_of(caught.value).startswith("RuntimeError in ")
    assert TREES not in reason_of(caught.value)


async def test_a_name_like_a_button_is_no_button(world):
    """Private chat ids are people's ids, group ids are negative: a press keeps to the chat that it comes from."""
    await world.say(TREES)
    calls = await world.press(world.last() | {"chat": GROUP}, "s", BEN)
    assert all(call.get("chat_id") != PRIVATE["id"] for call in calls)


async def test_updates_of_kinds_that_nobody_asked_for_get_silence(world):
    kinds = ("channel_post", "edited_channel_post", "business_message", "guest_message")
    for kind in kinds:
        update = {"update_id": 1, kind: world.message(f"/ask {TREES}", GROUP)}
        await world.application.process_update(Update.de_json(update, world.application.bot))
    assert world.recorder.calls == []
