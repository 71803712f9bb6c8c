"""Groups: silence, unless somebody addresses the bot."""

import pytest
from telegram_knowledge import EDITORS, HOURS, NOTHING, OWNER, TREES
from telegram_world import ANN, BEN, CHANNEL, DATE, FORUM, GROUP, ME, ROBOT, World, texts

from bot.telegram.kinds import ANSWERED, MEMORY

EXCERPT = "今年种下梨树三百棵"

ADDRESSED = {
    "ask": f"/ask {TREES}",
    "ask with our name": f"/ask@pear_bot {TREES}",
    "ask with our name in capitals": f"/ask@PEAR_Bot {TREES}",
    "ask without a space": f"/ask{TREES}",
    "ask over lines": f"/ask\n{TREES}",
    "wide slash": f"／ask {TREES}",
    "name first": f"@pear_bot {TREES}",
    "name in capitals": f"@Pear_Bot {TREES}",
    "name in the middle": f"大家看看 @pear_bot {TREES}",
    "name last": f"{TREES} @pear_bot",
    "name glued to Chinese": f"请教@pear_bot{TREES}",
    "name after an emoji": f"🍐🍐 @pear_bot {TREES}",
    "name twice": f"@pear_bot {TREES} @pear_bot",
    "ask and name": f"/ask @pear_bot {TREES}",
    "another person too": f"@somebody_else @pear_bot {TREES}",
}

CHATTER = {
    "a question to nobody": TREES,
    "chatter": "今天的梨真甜",
    "a number": "+1",
    "an emoji": "👍",
    "another bot's command": f"/ask@other_bot {TREES}",
    "another bot whose name ends like ours": f"@my_pear_bot {TREES}",
    "another bot whose name begins like ours": f"@pear_bot_two {TREES}",
    "another bot's unknown command": "/dice@other_bot 2d6",
    "an unknown command": "/dice 2d6",
    "a command that begins like ours": "/asking 几点",
    "a command in the middle": f"想查就发 /ask {TREES}",
    "the name without @": f"pear_bot 你说{TREES}",
    "the name in an address": "https://example.org/@pear_bot",
    "the name in a mail address": "pears@pear_bot",
    "start, which every bot has": "/start",
}


@pytest.mark.parametrize("text", ADDRESSED.values(), ids=ADDRESSED)
async def test_whoever_addresses_the_bot_is_answered_under_the_message(world, text):
    message = world.message(text, GROUP)
    (call,) = await world.hear(message)
    assert EXCERPT in call["text"]
    assert call["chat_id"] == GROUP["id"]
    assert call["reply_parameters"] == {"message_id": message["message_id"], "allow_sending_without_reply": True}


@pytest.mark.parametrize("text", CHATTER.values(), ids=CHATTER)
async def test_everything_else_gets_silence(world, text):
    assert await world.say(text, GROUP) == []


@pytest.mark.parametrize("kind", ["code", "pre", "url", "text_link", "email"])
@pytest.mark.parametrize("text", [f"/ask {TREES}", f"@pear_bot {TREES}"])
async def test_what_is_shown_as_code_or_link_calls_nobody(world, kind, text):
    entity = {"type": kind, "offset": 0, "length": len(text)}
    assert await world.say(text, GROUP, entities=[entity]) == []


async def test_a_mention_without_a_name_counts_when_it_means_the_bot(world):
    """Text mentions carry the account instead of its name; here it stands behind two emoji, of two units each."""
    entity = {"type": "text_mention", "offset": 5, "length": 2, "user": ME}
    other = entity | {"user": ROBOT}
    (call,) = await world.say(f"🍐🍐 原文 {TREES}", GROUP, entities=[entity])
    assert EXCERPT in call["text"]
    assert await world.say(f"🍐🍐 原文 {TREES}", GROUP, entities=[other]) == []


async def test_what_nobody_wrote_is_still_answered_when_addressed(world):
    (call,) = await world.say(f"/ask {NOTHING}", GROUP)
    assert "<blockquote>" not in call["text"]


@pytest.mark.parametrize("command", ["topics", "sources", "help", "privacy"])
async def test_commands_of_the_menu_work_in_groups(world, command):
    (bare,) = await world.say(f"/{command}", GROUP)
    (named,) = await world.say(f"/{command}@pear_bot", GROUP)
    assert bare["text"] == named["text"]
    assert await world.say(f"/{command}@other_bot", GROUP) == []


@pytest.mark.parametrize("call", ["/ask", "/ask@pear_bot", "@pear_bot", "@pear_bot ？", "👇 @pear_bot"])
async def test_a_bare_call_asks_the_message_that_it_replies_to(world, call):
    """The answer stands under the question, not under the call."""
    question = world.message(TREES, GROUP, BEN)
    (sent,) = await world.say(call, GROUP, reply_to_message=question)
    assert EXCERPT in sent["text"]
    assert sent.replies_to == question["message_id"]


async def test_a_bare_call_asks_a_caption_or_the_part_that_was_picked_out(world):
    photo = world.message(None, GROUP, caption=TREES, photo=[])
    long = world.message(f"{OWNER}还有，{TREES}", GROUP)
    (caption,) = await world.say("/ask", GROUP, reply_to_message=photo)
    (quoted,) = await world.say("/ask", GROUP, reply_to_message=long, quote={"text": TREES, "position": 9})
    assert EXCERPT in caption["text"]
    assert EXCERPT in quoted["text"]


async def test_a_call_with_words_asks_its_own_words(world):
    target = world.message(HOURS, GROUP, BEN)
    message = world.message(f"/ask {TREES}", GROUP, reply_to_message=target)
    (sent,) = await world.hear(message)
    assert EXCERPT in sent["text"]
    assert sent.replies_to == message["message_id"]


@pytest.mark.parametrize("target", [None, {"text": "👍"}, {"sticker": None}, {"from": ME, "text": TREES}])
async def test_a_bare_call_with_nothing_to_ask_says_how(world, target):
    """The bot's own answers are nothing to ask."""
    more = {"reply_to_message": world.message(None, GROUP, BEN) | target} if target else {}
    (sent,) = await world.say("/ask", GROUP, **more)
    assert "/ask" in sent["text"]


async def test_a_reply_to_an_answer_is_a_question(world):
    await world.say(f"/ask {HOURS}", GROUP)
    (sent,) = await world.say(TREES, GROUP, BEN, reply_to_message=world.last(GROUP))
    assert "今年种下梨树三百棵" in sent["text"]


async def test_a_reply_to_an_answer_follows_up_on_that_answer_whoever_asked(world):
    await world.say(f"/ask {HOURS}", GROUP, ANN)
    reply = world.message("还有呢，园主是谁", GROUP, BEN, reply_to_message=world.last(GROUP))
    await world.hear(reply)
    answered = await world.noted(ANSWERED, GROUP, reply["message_id"])
    assert answered.before == ("orchard/hours",)


@pytest.mark.parametrize("kept", [True, False], ids=["same run", "after a restart"])
@pytest.mark.parametrize("question", [HOURS, EDITORS], ids=["answer", "choices"])
async def test_an_answer_is_known_by_memory_or_by_its_buttons(world, make_world, kept, question):
    await world.say(f"/ask {question}", GROUP)
    answer = world.last(GROUP)
    later = world if kept else await make_world()
    (sent,) = await later.say(TREES, GROUP, reply_to_message=answer)
    assert EXCERPT in sent["text"]


REPLIES = {
    "thumbs up": "👍",
    "to somebody else": f"@somebody_else {TREES}",
    "a command of another bot": "/roll@other_bot",
    "an unknown command": "/roll",
}


@pytest.mark.parametrize("text", REPLIES.values(), ids=REPLIES)
async def test_a_reply_to_an_answer_that_is_meant_for_others_gets_silence(world, text):
    await world.say(f"/ask {HOURS}", GROUP)
    assert await world.say(text, GROUP, reply_to_message=world.last(GROUP)) == []


async def test_thanks_for_an_answer_need_no_answer_unless_the_bot_is_called(world):
    await world.say(f"/ask {HOURS}", GROUP)
    answer = world.last(GROUP)
    assert await world.say("谢谢", GROUP, reply_to_message=answer) == []
    assert len(await world.say("@pear_bot 谢谢", GROUP, reply_to_message=answer)) == 1
    assert len(await world.say("谢谢")) == 1


async def test_replies_to_what_is_no_answer_get_silence(world):
    """Hello, notices, announcements and other people's messages invite no questions."""
    await world.join(GROUP, "left", "member")
    assert await world.say("收到", GROUP, reply_to_message=world.last(GROUP)) == []
    announcement = world.message(f"通知：{HOURS}", GROUP, ME)
    assert await world.say(TREES, GROUP, reply_to_message=announcement) == []
    assert await world.say(TREES, GROUP, reply_to_message=world.message(HOURS, GROUP, BEN)) == []


async def test_topics_of_a_forum_keep_to_themselves(world):
    """The answer goes into the topic; what is remembered in one topic isn't in another."""
    created = world.message(None, FORUM, forum_topic_created={"name": "梨", "icon_color": 1})
    topic = {"message_thread_id": 77, "is_topic_message": True, "reply_to_message": created}
    (sent,) = await world.say(f"/ask {TREES}", FORUM, **topic)
    (bare,) = await world.say("/ask", FORUM, **topic)
    assert (sent["message_thread_id"], bare["message_thread_id"]) == (77, 77)
    assert "/ask" in bare["text"]
    assert await world.noted(MEMORY, FORUM, ANN["id"], 77)
    assert await world.noted(MEMORY, FORUM, ANN["id"], None) is None


async def test_a_thread_of_replies_outside_a_forum_is_no_topic(world):
    """Telegram numbers such threads too, but refuses to send into them."""
    (sent,) = await world.say(f"/ask {TREES}", GROUP, message_thread_id=33)
    assert sent.get("message_thread_id") is None


ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
LINKED = {"id": 777000, "is_bot": False, "first_name": "Telegram"}

SPEAKERS = {
    "anonymous admin": ({"user": ANONYMOUS, "sender_chat": GROUP}, 1),
    "person as a channel": ({"user": AS_CHANNEL, "sender_chat": CHANNEL}, 1),
    "post of the linked channel": ({"user": LINKED, "sender_chat": CHANNEL, "is_automatic_forward": True}, 0),
    "bot": ({"user": ROBOT}, 0),
    "the bot itself": ({"user": ME}, 0),
    "nobody": ({"user": None}, 0),
    "via a bot": ({"via_bot": ROBOT}, 0),
    "forwarded": ({"forward_origin": {"type": "hidden_user", "sender_user_name": "x", "date": DATE}}, 0),
}


@pytest.mark.parametrize(("more", "answers"), SPEAKERS.values(), ids=SPEAKERS)
async def test_who_may_ask(world: World, more, answers):
    assert len(await world.say(f"/ask {TREES}", GROUP, **more)) == answers


async def test_channels_get_silence(world):
    assert await world.update(channel_post=world.message(f"/ask {TREES}", CHANNEL, None)) == []
    assert await world.say(f"/ask {TREES}", CHANNEL) == []


@pytest.mark.parametrize("caption", ["/ask {}", "{} @pear_bot"])
async def test_captions_address_the_bot_too(world, caption):
    from telegram_world import marked

    text = caption.format(TREES)
    (sent,) = await world.say(None, GROUP, photo=[], caption=text, caption_entities=marked(text))
    assert EXCERPT in sent["text"]


async def test_media_and_service_messages_get_silence(world):
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    assert await world.say(None, GROUP, photo=photo) == []
    assert await world.say(None, GROUP, new_chat_members=[BEN]) == []
    assert await world.say(None, GROUP, left_chat_member=BEN) == []
    assert await world.say(None, GROUP, new_chat_title="x") == []


async def test_a_group_hears_each_in_their_language(world):
    chinese = texts(await world.say("/help", GROUP, ANN))
    english = texts(await world.say("/help", GROUP, BEN))
    assert chinese != english
