"""To be forgotten, and to be spoken to in another language: both by oneself, for oneself."""

import pytest
from sqlalchemy import func, select
from telegram_knowledge import NOTHING, TREES
from telegram_world import ANN, BEN, FORUM, GROUP, PRIVATE, methods

from bot.replies import (
    AUTOMATIC,
    Action,
    encode,
    feedback_toast,
    forgotten_reply,
    language_reply,
    language_toast,
    not_yourself_reply,
    short_id,
    words_for,
)
from bot.replies.words import LANGUAGES
from bot.store.tables import feedback, missed, notes, people
from bot.telegram.menu import FOR_ADMINS, FOR_OPERATORS, IN_GROUPS, IN_PRIVATE
from bot.telegram.questions import COMMANDS
from bot.telegram.service import LANGUAGE_SECONDS

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
CHANNEL = {"id": -1000000000700, "type": "channel", "title": "频道"}
AS_OTHERS = {"anonymous admin": (ANONYMOUS, GROUP), "channel": (CHANNEL_BOT, CHANNEL)}
OTHERS = pytest.mark.parametrize(("user", "as_chat"), AS_OTHERS.values(), ids=AS_OTHERS)


def html(reply):
    return reply.parts[0].html


async def rows_of(world, user):
    """How many rows each table has of a person."""
    person = world.service.keyring.hash(user["id"])
    async with world.service.database.read() as connection:
        return {
            table.name: await connection.scalar(select(func.count()).where(table.c.person == person))
            for table in (people, feedback, missed, notes)
        }


async def live(world, user):
    """A person leaves a trace in every table."""
    await world.say("/language", GROUP, user)
    await world.press(world.last(GROUP), encode(Action("language", "zh-Hant")), user)
    await world.say(f"/ask {NOTHING}", GROUP, user)
    await world.say(f"/ask {TREES}", GROUP, user)
    await world.press(world.last(GROUP), encode(Action("helpful", short_id("orchard/trees"))), user)
    assert all((await rows_of(world, user)).values())


async def test_nothing_of_a_person_is_kept_after_forgetting(world):
    await live(world, BEN)
    (call,) = await world.say("/forget", GROUP, BEN)
    assert call["text"] == html(forgotten_reply(words_for("zh-hant")))
    assert not any((await rows_of(world, BEN)).values())


async def test_others_are_not_forgotten(world):
    await live(world, ANN)
    before = await rows_of(world, ANN)
    await world.say("/forget", GROUP, BEN)
    assert await rows_of(world, ANN) == before


@pytest.mark.parametrize("chat", [PRIVATE, GROUP, FORUM], ids=lambda chat: chat["type"])
async def test_forgetting_says_the_same_whether_there_was_anything(world, chat):
    said = [await world.say("/forget", chat) for _ in range(2)]
    assert [call["text"] for calls in said for call in calls] == [html(forgotten_reply(words_for("zh")))] * 2


async def test_a_forgotten_language_is_that_of_the_app_again_at_once(world):
    await live(world, BEN)
    await world.say("/forget", GROUP, BEN)
    (call,) = await world.say("/forget", GROUP, BEN)
    assert call["text"] == html(forgotten_reply(words_for("en")))


@OTHERS
@pytest.mark.parametrize("command", ["/forget", "/language"])
async def test_who_speaks_as_somebody_else_is_sent_to_the_private_chat(world, user, as_chat, command):
    """Several people may speak as the same group or channel: none of them may decide for the others."""
    (call,) = await world.say(command, GROUP, user, sender_chat=as_chat)
    assert call["text"] == html(not_yourself_reply(words_for(None), bot_name="pear_bot"))
    assert "@pear_bot" in call["text"]
    assert not call.buttons


async def test_languages_are_offered_with_the_one_in_force_marked(world):
    (call,) = await world.say("/language")
    assert call["text"] == html(language_reply(words_for("zh")))
    assert [button["text"] for button in call.buttons] == ["简体中文", "繁體中文", "English", "✓ 自动"]
    await world.press(world.last(), encode(Action("language", "zh-Hans")))
    (call,) = await world.say("/language")
    assert [button["text"] for button in call.buttons] == ["✓ 简体中文", "繁體中文", "English", "自动"]


@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize("user", [ANN, BEN], ids=["zh-Hans", "en"])
async def test_a_choice_is_confirmed_and_kept_to_in_its_language(world, user, chosen):
    await world.say("/language", PRIVATE, user)
    toast, page = await world.press(world.last(), encode(Action("language", chosen)), user)
    assert (toast["text"], toast.get("show_alert")) in {
        (language_toast(words_for(chosen), chosen), shown) for shown in (None, False)
    }
    assert (page.method, page["text"]) == ("editMessageText", html(language_reply(words_for(chosen), chosen)))
    (help_page,) = await world.say("/help", PRIVATE, user)
    assert words_for(chosen).text("help.title") in help_page["text"]


async def test_the_apps_language_can_be_chosen_again(world):
    for target in ("zh-Hant", AUTOMATIC):
        await world.say("/language", PRIVATE, BEN)
        toast, _ = await world.press(world.last(), encode(Action("language", target)), BEN)
    assert toast["text"] == language_toast(words_for("en"))
    (help_page,) = await world.say("/help", PRIVATE, BEN)
    assert words_for("en").text("help.title") in help_page["text"]
    assert (await rows_of(world, BEN))["people"] == 0


async def test_a_choice_in_a_group_is_for_oneself_alone(world):
    """The question stays as it is: others may press its buttons too."""
    await world.say("/language", GROUP, ANN)
    calls = await world.press(world.last(GROUP), encode(Action("language", "zh-Hant")), BEN)
    assert methods(calls) == ["answerCallbackQuery"]
    assert calls[0]["text"] == language_toast(words_for("zh-Hant"), "zh-Hant")
    for user, language in ((BEN, "zh-Hant"), (ANN, "zh-Hans")):
        (call,) = await world.say("/privacy", GROUP, user)
        assert words_for(language).text("privacy.title") in call["text"]


async def test_a_choice_outlives_the_process(world):
    await world.say("/language", PRIVATE, BEN)
    await world.press(world.last(), encode(Action("language", "zh-Hant")), BEN)
    world.now += LANGUAGE_SECONDS + 1  # as a new process has it
    (call,) = await world.say("/help", PRIVATE, BEN)
    assert words_for("zh-Hant").text("help.title") in call["text"]


MENUS = {"private": IN_PRIVATE, "groups": IN_GROUPS, "admins": FOR_ADMINS, "operators": FOR_OPERATORS}
ANNOUNCING = {"subscribe", "unsubscribe", "settings", "announce", "announcements", "cancel"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("menu", MENUS.values(), ids=MENUS)
def test_menus_offer_both_and_nothing_that_the_bot_does_not_know(menu, language):
    """Descriptions have at most 256 characters (Bot API, BotCommand)."""
    assert {"forget", "language"} <= set(menu) <= COMMANDS | ANNOUNCING | {"ask", "why"}
    assert all(1 <= len(words_for(language).text(f"menu.{command}")) <= 256 for command in menu)


async def test_a_conversation_about_oneself_over_http(served, ann):
    """From the menu's commands to the last button, with nothing that Telegram would refuse."""
    ann.says("/language")
    page = await ann.hears()
    ann.presses("English", page)
    assert "Automatic" in str((await ann.room.changes(page)).buttons)
    ann.says(TREES)
    ann.presses("👍 Helpful", await ann.hears())
    ann.says("/forget")
    assert "Deleted" in (await ann.hears()).text
    ann.says("/privacy")
    assert (await ann.hears()).text.startswith("我会记住什么")
    toasts = [call.given["text"] for call in served.calls("answerCallbackQuery")]
    assert toasts == [language_toast(words_for("en"), "en"), feedback_toast(words_for("en"), helpful=True)]


async def test_what_was_in_hand_elsewhere_leaves_nothing_of_a_person_either(world):
    """A question in a group that is answered while they have themselves forgotten."""
    question = world.message(f"/ask {NOTHING}", GROUP)
    writes = await world.handle({"update_id": 1, "message": question}, world.now - 1)
    assert any(write.row.get("person") for write in writes)
    await world.say("/forget")
    writes = await world.handle({"update_id": 1, "message": question}, world.now - 60)
    assert not any(write.row.get("person") for write in writes)
    writes = await world.handle({"update_id": 2, "message": question}, world.now + 1)
    assert any(write.row.get("person") for write in writes)


async def test_somebody_elses_words_are_theirs(world):
    """A bare call asks in the words of the message that it replies to: whoever wrote them can have them forgotten."""
    target = world.message(NOTHING, GROUP, BEN)
    await world.say("/ask", GROUP, reply_to_message=target)
    async with world.service.database.read() as connection:
        (kept,) = (await connection.execute(select(missed.c.person))).scalars()
    assert kept == world.service.keyring.hash(BEN["id"])
