"""An edited question edits its answer."""

import pytest
from telegram.error import TimedOut
from telegram_knowledge import ACCOUNTS, HOURS, NOTHING, TREES
from telegram_world import DATE, GROUP, PRIVATE, Refusal, methods, texts

from bot.telegram.kinds import ANSWERED

DAY = 24 * 3600

LONG = ACCOUNTS


async def test_the_answer_is_edited_in_place(world):
    message = world.message(TREES)
    await world.hear(message)
    answer = world.last()["message_id"]
    (call,) = await world.edit(message, HOURS)
    assert call.method == "editMessageText"
    assert call["message_id"] == answer
    assert "早上八点" in call["text"]
    assert call["link_preview_options"] == {"is_disabled": True}
    assert call.buttons


async def test_an_edit_may_be_edited_again_and_again(world):
    message = world.message(NOTHING)
    await world.hear(message)
    for text, excerpt in ((HOURS, "早上八点"), (TREES, "三百棵"), (HOURS, "早上八点")):
        (call,) = await world.edit(message, text)
        assert excerpt in call["text"]


async def test_in_a_group_the_edit_must_still_address_the_bot(world):
    message = world.message(f"/ask {TREES}", GROUP)
    await world.hear(message)
    (call,) = await world.edit(message, f"/ask {HOURS}")
    assert call.method == "editMessageText"
    assert await world.edit(message, HOURS) == []


async def test_an_edit_that_changes_no_word_of_the_question_does_nothing(world):
    """Telegram reports edits when a link gets its preview, and the like."""
    message = world.message(TREES)
    await world.hear(message)
    assert await world.edit(message, TREES) == []


async def test_a_longer_answer_edits_and_sends_more_a_shorter_one_edits_and_deletes(world):
    message = world.message(TREES)
    await world.hear(message)
    longer = await world.edit(message, LONG)
    shorter = await world.edit(message, TREES)
    assert methods(longer) == ["editMessageText", "sendMessage"]
    assert [bool(call.buttons) for call in longer] == [False, True]
    assert methods(shorter) == ["editMessageText", "deleteMessage"]
    assert [call["message_id"] for call in shorter] == [longer[0]["message_id"], world.last()["message_id"]]


async def test_an_answer_that_is_gone_is_sent_anew_and_edited_from_then_on(world):
    message = world.message(TREES)
    await world.hear(message)
    world.recorder.refusals["editMessageText"] = [Refusal(400, "Bad Request: message to edit not found")]
    assert methods(await world.edit(message, HOURS)) == ["editMessageText", "sendMessage"]
    anew = world.last()["message_id"]
    (call,) = await world.edit(message, TREES)
    assert (call.method, call["message_id"]) == ("editMessageText", anew)


@pytest.mark.parametrize(
    "trouble",
    [Refusal(400, "Bad Request: message is not modified: specified new message content"), TimedOut()],
    ids=["not modified", "timed out"],
)
async def test_an_answer_that_may_be_there_is_not_sent_anew(world, trouble):
    """After a time-out it is edited once more, which shows it once whatever became of the first time."""
    message = world.message(TREES)
    await world.hear(message)
    world.recorder.refusals["editMessageText"] = [trouble]
    assert set(methods(await world.edit(message, HOURS))) == {"editMessageText"}


async def test_a_mended_call_is_answered_when_it_was_mended_at_once(world):
    typo, late = world.message(f"/aks {TREES}", GROUP), world.message(f"/aks {TREES}", GROUP)
    assert await world.hear(typo) == await world.hear(late) == []
    assert "三百棵" in texts(await world.edit(typo, f"/ask {TREES}"))[0]
    assert await world.edit(late, f"/ask {TREES}", after=3600) == []


async def test_a_message_from_before_the_bot_ran_is_not_answered_for_an_edit(world):
    assert await world.edit(world.message(TREES), HOURS, after=3 * 24 * 3600) == []


@pytest.mark.parametrize("text", ["/topics", "/nonsense", "果园"])
async def test_edits_that_ask_nothing_get_silence(world, text):
    chat = GROUP if text == "果园" else PRIVATE
    message = world.message(TREES, chat)
    assert await world.edit(message, text) == []


async def test_a_moving_location_is_no_question(world):
    """A live location arrives as an edit every few seconds."""
    message = world.message(location={"longitude": 1.0, "latitude": 1.0})
    await world.hear(message)
    assert await world.update(edited_message=message | {"edit_date": DATE + 9}) == []


async def test_an_edited_follow_up_starts_from_what_was_known_before_it(world):
    await world.say(TREES)
    follow_up = world.message(HOURS)
    await world.hear(follow_up)
    await world.edit(follow_up, NOTHING)
    kept = await world.noted(ANSWERED, PRIVATE, follow_up["message_id"])
    assert kept.before == ("orchard/trees",)


async def test_after_a_week_the_answer_is_left_alone(world):
    message = world.message(TREES)
    await world.hear(message)
    world.now += 6 * DAY
    assert methods(await world.edit(message, HOURS, after=6 * DAY)) == ["editMessageText"]
    world.now += 8 * DAY
    assert await world.edit(message, TREES, after=14 * DAY) == []


async def test_a_question_that_is_tried_again_after_its_edit_was_answered_changes_nothing(world):
    message = world.message(NOTHING)
    await world.edit(message, TREES)
    assert await world.hear(message) == []


async def test_message_numbers_that_begin_anew_are_other_messages(world):
    """As in a group that was upgraded, or of messages that only one person sees."""
    first = world.message(TREES)
    await world.hear(first)
    world.now += 60
    second = world.message(HOURS) | {"message_id": first["message_id"]}
    assert methods(await world.hear(second)) == ["sendMessage"]
    assert methods(await world.edit(second, TREES)) == ["editMessageText"]
