"""Helpful or not helpful: each press is thanked for, and the last one of each person is kept."""

import json

import pytest
from serving import serving
from sqlalchemy import select
from telegram import Message
from telegram_knowledge import EDITORS, FIRST_BOAT, HOURS, TREES
from telegram_world import ANN, BEN, DATE, GROUP, ME, PRIVATE, methods

from bot.replies import Action, encode, feedback_toast, short_id, stale_alert, words_for
from bot.store.tables import feedback
from bot.telegram.feedback import judged_pairs

HELPFUL, UNHELPFUL = Action("helpful"), Action("unhelpful")
GOOD, BAD = (encode(Action(name, short_id("orchard/trees"))) for name in ("helpful", "unhelpful"))


async def kept(world):
    """The rows of the database, without what only a key can make."""
    async with world.service.database.read() as connection:
        rows = (await connection.execute(select(feedback))).all()
    return sorted((json.loads(row.pairs), row.helpful, row.at) for row in rows)


def under(*actions):
    """A message of ours with these buttons, as the library hands it out."""
    rows = [[{"text": "x", "callback_data": encode(action)}] for action in actions]
    message = {"message_id": 1, "date": DATE, "chat": PRIVATE, "from": ME, "text": "x"}
    return Message.de_json(message | {"reply_markup": {"inline_keyboard": rows}} if rows else message, None)


def of(name, pair):
    return Action(name, short_id(pair))


JUDGED = {
    "one pair": ([of("context", "orchard/trees"), of("helpful", "orchard/trees")], 1, ["orchard/trees"]),
    "two pairs": (
        [of("context", "orchard/trees"), of("context", "ferry/first"), HELPFUL],
        2,
        ["orchard/trees", "ferry/first"],
    ),
    "related ones are not judged": (
        [of("context", "orchard/trees"), of("pair", "orchard/hours"), UNHELPFUL],
        2,
        ["orchard/trees"],
    ),
    "one of two is gone": ([of("context", "orchard/gone"), of("context", "ferry/first"), HELPFUL], 2, ["ferry/first"]),
    "the pair is gone": ([of("context", "orchard/gone"), of("helpful", "orchard/gone")], 1, []),
    "a message without an answer": ([of("pair", "orchard/trees"), HELPFUL], 1, []),
}


@pytest.mark.parametrize(("buttons", "pressed", "pairs"), JUDGED.values(), ids=JUDGED)
def test_a_press_judges_the_pairs_that_the_message_shows(matcher, buttons, pressed, pairs):
    assert judged_pairs(under(*buttons), buttons[pressed], matcher.knowledge) == tuple(pairs)


@pytest.mark.parametrize("buttons", [[], [of("context", "orchard/trees")], [of("unhelpful", "orchard/trees")]], ids=len)
def test_a_press_on_no_button_of_the_message_judges_nothing(matcher, buttons):
    """A client of one's own can send whatever it likes."""
    assert judged_pairs(under(*buttons), of("helpful", "orchard/trees"), matcher.knowledge) == ()


@pytest.mark.parametrize(("data", "helpful"), [(GOOD, True), (BAD, False)], ids=["helpful", "unhelpful"])
@pytest.mark.parametrize(("user", "language"), [(ANN, "zh-hans"), (BEN, "en")], ids=["zh-Hans", "en"])
async def test_a_verdict_is_kept_and_thanked_for(world, data, helpful, user, language):
    """A short toast, no alert that wants to be closed, and no further message."""
    await world.say(TREES)
    (call,) = await world.press(world.last(), data, user)
    assert call.method == "answerCallbackQuery"
    assert call["text"] == feedback_toast(words_for(language), helpful=helpful)
    assert not call.get("show_alert")
    assert await kept(world) == [(["orchard/trees"], helpful, world.now)]


async def test_who_changes_their_mind_is_counted_once(world):
    await world.say(TREES)
    for data in (GOOD, BAD, GOOD, BAD):
        await world.press(world.last(), data)
        world.now += 5
    assert await kept(world) == [(["orchard/trees"], False, world.now - 5)]


async def test_everybody_in_a_group_has_a_verdict_of_their_own(world):
    await world.say(f"/ask {TREES}", GROUP)
    await world.press(world.last(GROUP), GOOD, ANN)
    await world.press(world.last(GROUP), BAD, BEN)
    assert [helpful for _, helpful, _ in await kept(world)] == [False, True]


async def test_two_who_judge_in_the_same_moment_are_two(world):
    await world.say(f"/ask {TREES}", GROUP)
    for user in (ANN, BEN):
        await world.press(world.last(GROUP), GOOD, user)
    assert len(await kept(world)) == 2


async def test_an_answer_of_two_pairs_is_judged_as_a_whole(world):
    await world.say(f"{HOURS}{FIRST_BOAT}")
    await world.press(world.last(), encode(UNHELPFUL))
    assert await kept(world) == [(["orchard/hours", "ferry/first"], False, world.now)]


async def test_an_answer_that_was_picked_can_be_judged_too(world):
    (choices,) = await world.say(EDITORS)
    picked = choices.buttons[0]["callback_data"]
    await world.press(world.last(), picked)
    await world.press(world.last(), picked.replace("p:", "h:"))
    ((pairs, helpful, _),) = await kept(world)
    assert pairs[0].endswith("/editor")
    assert helpful


@pytest.mark.parametrize("forged", [encode(HELPFUL), encode(of("helpful", "orchard/hours"))], ids=["all", "another"])
async def test_a_forged_verdict_is_not_kept(world, forged):
    await world.say(TREES)
    (call,) = await world.press(world.last(), forged)
    assert (call["text"], call["show_alert"]) == (stale_alert(words_for("zh")), True)
    assert await kept(world) == []


async def test_choices_lists_and_paragraphs_are_not_to_be_judged(world):
    await world.say(EDITORS)
    choices = world.last()
    await world.say("/topics")
    topics = world.last()
    await world.say(HOURS)
    await world.press(world.last(), encode(of("context", "orchard/hours")))
    for message in (choices, topics, world.last()):
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        assert not [button for row in rows for button in row if button["callback_data"][0] in "hu"]


async def test_feedback_does_not_say_who_gave_it(world):
    """Neither the person's number nor, in a private chat, that of the chat."""
    await world.say(TREES)
    calls = await world.press(world.last(), GOOD)
    assert methods(calls) == ["answerCallbackQuery"]
    async with world.service.database.read() as connection:
        (row,) = (await connection.execute(select(feedback))).all()
    assert row.person == world.service.keyring.hash(ANN["id"])
    assert row.message == world.service.keyring.hash(PRIVATE["id"], world.last()["message_id"])


async def test_a_verdict_of_an_answer_from_before_a_restart_counts(telegram, matcher, ann):
    """Over HTTP: what it judges is known from the buttons, whatever the bot has forgotten."""
    async with serving(telegram, matcher):
        ann.says(f"{HOURS}{FIRST_BOAT}")
        answer = await ann.hears()
    async with serving(telegram, matcher):
        ann.presses("👎 没帮助", answer)
        (call,) = await telegram.asked("answerCallbackQuery", 1)
    assert call.given["text"] == feedback_toast(words_for("zh"), helpful=False)
    assert telegram.reports == []
