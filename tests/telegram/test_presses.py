"""Buttons: each press is acknowledged, and does its work once."""

import asyncio

import pytest
from telegram_knowledge import EDITORS, HOURS, TREES
from telegram_world import ANN, BEN, DATE, FORUM, GROUP, ME, PRIVATE, Refusal, methods

from bot.replies import Action, encode, short_id
from bot.telegram.kinds import MEMORY

STRANGE = {
    "empty": "",
    "unknown action": "z:aaaaaaaaaaaaaaaa",
    "pair that is gone": encode(Action("pair", short_id("orchard/gone"))),
    "context that is gone": encode(Action("context", short_id("orchard/gone"))),
    "article that is gone": encode(Action("topics", short_id("gone"))),
    "topic that is gone": encode(Action("topics", short_id("orchard"), short_id("gone"))),
    "pair without a target": "p",
    "five thousand characters": "p:" + "a" * 5000,
    "SQL": "' OR 1=1--",
    "path": "../../etc/passwd",
    "brackets": "{0.__class__}",
}


def data(call, name):
    """The first button of a kind."""
    return next(button["callback_data"] for button in call.buttons if button["callback_data"].startswith(f"{name}:"))


async def test_a_choice_turns_into_the_answer(world):
    (choices,) = await world.say(EDITORS)
    calls = await world.press(world.last(), data(choices, "p"))
    assert methods(calls) == ["answerCallbackQuery", "editMessageText"]
    assert calls[1]["message_id"] == world.last()["message_id"]
    assert "编辑：" in calls[1]["text"]
    assert calls[0].get("text") is None


async def test_anybody_in_a_group_may_choose(world):
    (choices,) = await world.say(f"/ask {EDITORS}", GROUP, ANN)
    calls = await world.press(world.last(GROUP), data(choices, "p"), BEN)
    assert "编辑：" in calls[1]["text"]


async def test_none_of_the_choices_offers_the_topics(world):
    await world.say(EDITORS)
    calls = await world.press(world.last(), "n")
    assert methods(calls) == ["answerCallbackQuery", "editMessageText"]


async def test_an_edited_question_edits_the_answer_that_was_chosen(world):
    message = world.message(EDITORS)
    (choices,) = await world.hear(message)
    await world.press(world.last(), data(choices, "p"))
    (call,) = await world.edit(message, TREES)
    assert (call.method, call["message_id"]) == ("editMessageText", world.last()["message_id"])


@pytest.mark.parametrize("kind", ["c", "p"], ids=["context", "related"])
async def test_context_and_related_questions_are_answered_below(world, kind):
    """The answer stays; the new message replies to it, in its topic."""
    topic = {"message_thread_id": 77, "is_topic_message": True}
    (answer,) = await world.say(f"/ask {TREES}", FORUM, **topic)
    pressed = world.last(FORUM)
    calls = await world.press(pressed, data(answer, kind))
    assert methods(calls) == ["answerCallbackQuery", "sendMessage"]
    assert calls[1].replies_to == pressed["message_id"]
    assert calls[1]["message_thread_id"] == 77


async def test_topics_are_browsed_in_place_and_questions_answered_below(world):
    (topics,) = await world.say("/topics")
    page = world.last()
    for _ in range(2):
        _, topics = await world.press(page, data(topics, "t"))
        assert (topics.method, topics["message_id"]) == ("editMessageText", page["message_id"])
        page = world.last()
    calls = await world.press(page, data(topics, "p"))
    assert methods(calls) == ["answerCallbackQuery", "sendMessage"]
    assert "<blockquote>" in calls[1]["text"]


async def test_sources_are_shown_in_place(world):
    await world.say("/help")
    calls = await world.press(world.last(), "s")
    assert methods(calls) == ["answerCallbackQuery", "editMessageText"]


async def test_a_follow_up_may_refer_to_what_was_picked(world):
    (choices,) = await world.say(EDITORS)
    picked = data(choices, "p")
    await world.press(world.last(), picked)
    memory = await world.noted(MEMORY, PRIVATE, ANN["id"], None)
    assert memory.pairs[0].endswith("/editor")
    assert memory.asked == EDITORS


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
async def test_a_button_that_means_nothing_gets_an_alert(world, strange):
    await world.say(TREES)
    (call,) = await world.press(world.last(), strange)
    assert call.method == "answerCallbackQuery"
    assert call["show_alert"] is True
    assert "过期" in call["text"]


async def test_messages_that_can_not_be_reached_get_an_alert(world):
    """Too old for Telegram, sent in somebody's name by inline mode, or somebody else's altogether."""
    await world.say(TREES)
    gone = {"chat": PRIVATE, "message_id": world.last()["message_id"], "date": 0}
    context = encode(Action("context", short_id("orchard/trees")))
    calls = await world.press(gone, context)
    calls += await world.press(None, context, inline_message_id="AAA")
    calls += await world.press(None, context)
    calls += await world.press(world.message(TREES, PRIVATE, BEN), context)
    game = {"id": "1", "from": ANN, "chat_instance": "1", "game_short_name": "g", "message": world.last()}
    calls += await world.update(callback_query=game)
    assert methods(calls) == ["answerCallbackQuery"] * 5
    assert all(call["show_alert"] for call in calls)


async def test_alerts_come_in_the_persons_language(world):
    await world.say(TREES)
    (call,) = await world.press(world.last(), "z", BEN)
    assert call["text"].isascii()


async def test_two_presses_one_after_the_other_are_one(world):
    (answer,) = await world.say(f"/ask {TREES}", GROUP)
    pressed, context = world.last(GROUP), data(answer, "c")
    before = len(world.recorder.calls)
    for person in (ANN, BEN):
        await world.press(pressed, context, person)
    made = world.recorder.calls[before:]
    assert sorted(methods(made)) == ["answerCallbackQuery", "answerCallbackQuery", "sendMessage"]
    world.now += 10
    assert "sendMessage" in methods(await world.press(pressed, context))


async def test_two_people_who_press_at_the_same_moment_are_one(world):
    """Each has a lane of their own, so neither press waits for the other; one after that is none of theirs."""
    (answer,) = await world.say(f"/ask {TREES}", GROUP)
    pressed, before = world.last(GROUP), len(world.recorder.calls)
    await asyncio.gather(*(world.press(pressed, data(answer, "c"), person) for person in (ANN, BEN)))
    made = world.recorder.calls[before:]
    assert sorted(methods(made)) == ["answerCallbackQuery", "answerCallbackQuery", "sendMessage"]
    world.now += 10
    assert "sendMessage" in methods(await world.press(pressed, data(answer, "c"), BEN))


async def test_a_press_that_is_too_old_to_be_acknowledged_still_works(world):
    (answer,) = await world.say(TREES)
    world.recorder.refusals["answerCallbackQuery"] = [
        Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    ]
    assert methods(await world.press(world.last(), data(answer, "c"))) == ["answerCallbackQuery", "sendMessage"]


async def test_an_acknowledgement_keeps_the_silence_that_telegram_asks_for(world):
    """And its own silence keeps what follows; one that is too long for it doesn't keep the press from working."""
    (answer,) = await world.say(TREES)
    for seconds, acknowledgements in ((3, 2), (30, 1)):
        asked, world.now = world.now + 10, world.now + 10
        world.recorder.refusals["answerCallbackQuery"] = [Refusal(429, "x", {"retry_after": seconds})]
        calls = await world.press(world.last() | {"message_id": seconds}, data(answer, "c"))
        assert methods(calls) == ["answerCallbackQuery"] * acknowledgements + ["sendMessage"]
        assert world.now >= asked + seconds


async def test_presses_without_end_are_slowed_with_one_notice(world):
    await world.say("/topics")
    pages = [encode(Action("topics", page=page)) for page in range(40)]
    calls, now = [], world.now
    for page in pages:
        world.now = now  # however long the edits before had to wait for their turn
        calls.append(await world.press(world.last(), page))
    alerts = [call for made in calls for call in made if call.get("show_alert")]
    assert len(alerts) == 1
    assert methods(calls[0]) == ["answerCallbackQuery", "editMessageText"]
    assert methods(calls[-1]) == ["answerCallbackQuery"]


async def test_buttons_of_an_earlier_run_work(make_world):
    """A button holds ids, not places in a memory: another run of the bot understands it."""
    first, second = await make_world(), await make_world()
    (answer,) = await first.say(HOURS)
    calls = await second.press(first.last() | {"from": ME, "date": DATE}, data(answer, "c"))
    assert methods(calls) == ["answerCallbackQuery", "sendMessage"]
