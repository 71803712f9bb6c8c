"""What the stand-in refuses, in Telegram's words. Sources: Bot API; telegram.constants; reports of those who met it."""

import pytest

OK = {"text": "a", "callback_data": "x"}


def keys(*rows):
    return {"inline_keyboard": list(rows)}


SENDING = {
    "no text": ({"text": ""}, "message text is empty"),
    "nothing but space": ({"text": " \n\u3000"}, "message text is empty"),
    "nothing left without markup": ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
    "4097 signs": ({"text": "梨" * 4097}, "message is too long"),
    "2049 emoji, which are 4098 units": ({"text": "🍐" * 2049}, "message is too long"),
    "half a surrogate pair": ({"text": "a\ud83d"}, "strings must be encoded in UTF-8"),
    "an unknown mode": ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    "no chat": ({"chat_id": "", "text": "x"}, "chat_id is empty"),
    "an unknown chat": ({"chat_id": 987654, "text": "x"}, "chat not found"),
    "an unknown name": ({"chat_id": "@nobody_here", "text": "x"}, "chat not found"),
    "an unknown message to reply to": (
        {"text": "x", "reply_parameters": {"message_id": 999}},
        "message to be replied not found",
    ),
    "an unknown topic": ({"text": "x", "message_thread_id": 5}, "message thread not found"),
    "button data of 65 bytes": (
        {"text": "x", "reply_markup": keys([OK | {"callback_data": "梨" * 21 + "ab"}])},
        "BUTTON_DATA_INVALID",
    ),
    "empty button data": ({"text": "x", "reply_markup": keys([OK | {"callback_data": ""}])}, "BUTTON_DATA_INVALID"),
    "101 buttons": ({"text": "x", "reply_markup": keys(*[[OK]] * 101)}, "reply markup is too long"),
    "buttons of 10 kB": (
        {"text": "x", "reply_markup": keys(*[[OK | {"text": "x" * 200}]] * 60)},
        "reply markup is too long",
    ),
    "a button without purpose": (
        {"text": "x", "reply_markup": keys([{"text": "a"}])},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "a button without words": (
        {"text": "x", "reply_markup": keys([{"text": "", "callback_data": "x"}])},
        'can\'t parse inline keyboard button: Field "text" must be of type String',
    ),
    "markup that is no JSON": ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
    "an entity before the text": (
        {"text": "x", "entities": [{"type": "bold", "offset": -1, "length": 1}]},
        "entity bounds are invalid",
    ),
    "an entity beyond the text": (
        {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 9}]},
        "entity beyond the end of the text",
    ),
}


@pytest.mark.parametrize(("given", "words"), SENDING.values(), ids=SENDING)
async def test_a_message_that_can_not_be(bot, ann, given, words):
    assert await bot.refusal("sendMessage", **{"chat_id": ann.id} | given) == (400, f"Bad Request: {words}")
    assert ann.room.sent == []


async def test_what_just_fits(bot, ann):
    """4096 units, 64 bytes of data, 100 buttons, of which eight stand beside each other (telegram.constants)."""
    assert len((await bot("sendMessage", chat_id=ann.id, text="🍐" * 2048))["text"]) == 2048
    rows = [[OK] * 9] + [[OK]] * 92
    sent = await bot("sendMessage", chat_id=ann.id, text="x", reply_markup=keys(*rows))
    assert [len(row) for row in sent["reply_markup"]["inline_keyboard"]] == [8] + [1] * 92
    data = "梨" * 21 + "a"
    sent = await bot("sendMessage", chat_id=ann.id, text="x", reply_markup=keys([OK | {"callback_data": data}]))
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == data


PEOPLE = {
    "blocked": ({"has_blocked": True}, "bot was blocked by the user"),
    "deactivated": ({"is_deactivated": True}, "user is deactivated"),
    "never written": ({"has_started": False}, "bot can't initiate conversation with a user"),
}


@pytest.mark.parametrize(("state", "words"), PEOPLE.values(), ids=PEOPLE)
async def test_people_who_can_not_be_reached(bot, ann, state, words):
    for name, value in state.items():
        setattr(ann.user, name, value)
    for method, more in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        assert await bot.refusal(method, chat_id=ann.id, **more) == (403, f"Forbidden: {words}")


CHATS = {
    "kicked from a group": ("group", "removes_bot", 403, "Forbidden: bot was kicked from the group chat"),
    "kicked from a supergroup": (
        "supergroup",
        "removes_bot",
        403,
        "Forbidden: bot was kicked from the supergroup chat",
    ),
    "never in a supergroup": ("supergroup", None, 403, "Forbidden: bot is not a member of the supergroup chat"),
    "never in a channel": ("channel", None, 403, "Forbidden: bot is not a member of the channel chat"),
    "muted": ("supergroup", "mutes_bot", 400, "Bad Request: not enough rights to send text messages to the chat"),
    "no admin of a channel": (
        "channel",
        "demotes_bot",
        400,
        "Bad Request: need administrator rights in the channel chat",
    ),
}


@pytest.mark.parametrize("case", CHATS.values(), ids=CHATS)
async def test_chats_that_can_not_be_reached(telegram, bot, ann, case):
    kind, deed, code, words = case
    if kind == "channel":
        room = telegram.channel("报", ann)
    else:
        room = telegram.group("群", ann, bot="left", supergroup=kind == "supergroup")
    if deed:
        getattr(ann, deed)(room)
    assert await bot.refusal("sendMessage", chat_id=room.id, text="x") == (code, words)


async def test_a_message_that_looks_the_same_is_not_modified(bot, ann):
    """Source: 400 "message is not modified", which compares text, markup and buttons."""
    sent = await bot("sendMessage", chat_id=ann.id, text="<b>甲</b>", parse_mode="HTML", reply_markup=keys([OK]))
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    same = {"text": " 甲", "entities": [{"type": "bold", "offset": 1, "length": 1}], "reply_markup": keys([OK])}
    code, words = await bot.refusal("editMessageText", **where, **same)
    assert (code, words[:40]) == (400, "Bad Request: message is not modified: sp")
    assert (await bot.refusal("editMessageReplyMarkup", **where, reply_markup=keys([OK])))[1] == words
    assert "reply_markup" not in await bot("editMessageText", **where, text="甲")
    assert (await bot("editMessageReplyMarkup", **where, reply_markup=keys([OK])))["reply_markup"] == keys([OK])


EDITS = {
    "editMessageText": ({"text": "x"}, "message to edit not found"),
    "editMessageReplyMarkup": ({}, "message to edit not found"),
    "deleteMessage": ({}, "message to delete not found"),
    "pinChatMessage": ({}, "message to pin not found"),
    "setMessageReaction": ({}, "message to react not found"),
}


@pytest.mark.parametrize(("method", "more", "words"), [(m, *rest) for m, rest in EDITS.items()], ids=EDITS)
async def test_a_message_that_is_not_there(bot, ann, method, more, words):
    sent = await bot("sendMessage", chat_id=ann.id, text="y")
    await bot("deleteMessage", chat_id=ann.id, message_id=sent["message_id"])
    for number in (sent["message_id"], 12345):
        assert await bot.refusal(method, chat_id=ann.id, message_id=number, **more) == (400, f"Bad Request: {words}")


async def test_an_edit_that_is_too_long_is_refused_in_other_words(bot, ann):
    sent = await bot("sendMessage", chat_id=ann.id, text="y")
    words = await bot.refusal("editMessageText", chat_id=ann.id, message_id=sent["message_id"], text="梨" * 4097)
    assert words == (400, "Bad Request: MESSAGE_TOO_LONG")


async def test_nobody_edits_or_deletes_what_is_not_theirs(telegram, bot, ann):
    group = telegram.group("群", ann)
    post = ann.says("/ask x", group)
    where = {"chat_id": group.id, "message_id": post.id}
    assert (await bot.refusal("editMessageText", **where, text="y"))[1] == "Bad Request: message can't be edited"
    assert (await bot.refusal("deleteMessage", **where))[1] == "Bad Request: message can't be deleted"
    ann.promotes_bot(group, "can_delete_messages")
    assert await bot("deleteMessage", **where) is True


async def test_old_messages_can_not_be_deleted(bot, ann, clock):
    """Source: deleteMessage, 48 hours; an ordinary message can be edited for ever."""
    sent = await bot("sendMessage", chat_id=ann.id, text="y")
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    clock.now += 48 * 3600 + 1
    assert (await bot.refusal("deleteMessage", **where))[1] == "Bad Request: message can't be deleted for everyone"
    assert (await bot("editMessageText", **where, text="z"))["text"] == "z"


INLINE = {
    "too many": ([{"id": str(n)} for n in range(51)], "RESULTS_TOO_MUCH"),
    "two of the same": ([{"id": "1"}, {"id": "1"}], "RESULT_ID_DUPLICATE"),
    "an id of 65 bytes": ([{"id": "x" * 65}], "RESULT_ID_INVALID"),
    "no id": ([{}], "RESULT_ID_INVALID"),
}


@pytest.mark.parametrize(("results", "words"), INLINE.values(), ids=INLINE)
async def test_inline_answers_have_limits(bot, ann, results, words):
    """Source: answerInlineQuery, 50 results; InlineQueryResult, id of 1-64 bytes."""
    article = {"type": "article", "title": "t", "input_message_content": {"message_text": "x"}}
    query = ann.searches("x")
    code = await bot.refusal("answerInlineQuery", inline_query_id=query, results=[article | one for one in results])
    assert code == (400, f"Bad Request: {words}")


async def test_presses_and_queries_that_nobody_made_are_too_old(bot, ann, clock):
    """Source: 400 "query is too old and response timeout expired or query ID is invalid"."""
    old = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    sent = await bot("sendMessage", chat_id=ann.id, text="y", reply_markup=keys([OK]))
    assert await bot.refusal("answerCallbackQuery", callback_query_id="77") == old
    assert await bot.refusal("answerInlineQuery", inline_query_id="77", results=[]) == old
    press = ann.presses("a", ann.room.last)
    assert sent["message_id"] == ann.room.last.id
    clock.now += 3600
    assert await bot.refusal("answerCallbackQuery", callback_query_id=press) == old
    press = ann.presses("a", ann.room.last)
    assert await bot("answerCallbackQuery", callback_query_id=press, text="梨" * 200) is True
    press = ann.presses("a", ann.room.last)
    assert (await bot.refusal("answerCallbackQuery", callback_query_id=press, text="梨" * 201))[0] == 400


COMMANDS = {
    "Chinese": ([{"command": "问", "description": "x"}], "BOT_COMMAND_INVALID"),
    "capitals": ([{"command": "Ask", "description": "x"}], "BOT_COMMAND_INVALID"),
    "33 signs": ([{"command": "a" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
    "no description": ([{"command": "a", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
    "a long description": ([{"command": "a", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
    "101 of them": ([{"command": f"a{n}", "description": "x"} for n in range(101)], "BOT_COMMANDS_TOO_MUCH"),
}


@pytest.mark.parametrize(("commands", "words"), COMMANDS.values(), ids=COMMANDS)
async def test_commands_have_limits(bot, commands, words):
    """Source: BotCommand, 1-32 of [a-z0-9_], description 1-256, setMyCommands 100."""
    assert await bot.refusal("setMyCommands", commands=commands) == (400, f"Bad Request: {words}")
