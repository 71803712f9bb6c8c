"""What is done when Telegram doesn't take a message: an end in one log line, another try at once, or one later."""

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs
from telegram.error import NetworkError, TimedOut
from telegram_knowledge import ACCOUNTS, HOURS, TREES
from telegram_world import ANN, FORUM, GROUP, PRIVATE, Refusal, methods

from bot.delivery.errors import Uncertain
from bot.delivery.sender import BROKEN_RETRIES, NOT_SENT_RETRIES, PATIENCE_SECONDS, TIMED_OUT_RETRIES
from bot.inbox.inbox import Later
from bot.store.tables import chats
from bot.telegram.request import NotSentError, NotSentInTimeError, ServerFailedError

REFUSED = {
    "blocked": (Refusal(403, "Forbidden: bot was blocked by the user"), "lost"),
    "kicked": (Refusal(403, "Forbidden: bot was kicked from the supergroup chat"), "lost"),
    "deactivated": (Refusal(403, "Forbidden: user is deactivated"), "lost"),
    "chat gone": (Refusal(400, "Bad Request: chat not found"), "lost"),
    "no rights": (Refusal(400, "Bad Request: not enough rights to send text messages to the chat"), None),
    "no rights, older words": (Refusal(400, "Bad Request: have no rights to send a message"), None),
    "topic closed": (Refusal(400, "Bad Request: TOPIC_CLOSED"), None),
    "topic gone": (Refusal(400, "Bad Request: message thread not found"), None),
    "nothing to reply to": (Refusal(400, "Bad Request: message to be replied not found"), None),
}


def lines_of(lines, event="not sent"):
    return [line for line in lines if line["event"] == event]


async def status_of(world, chat):
    """What the bot is in a chat, as the database has it."""
    async with world.service.database.read() as connection:
        return await connection.scalar(select(chats.c.status).where(chats.c.chat == chat["id"]))


@pytest.mark.parametrize(("trouble", "status"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_is_one_log_line_and_not_tried_again(world, trouble, status):
    world.recorder.refusals["sendMessage"] = [trouble]
    with capture_logs() as lines:
        assert methods(await world.say(TREES)) == ["sendMessage"]
    refusals = lines_of(lines)
    assert [line["log_level"] for line in refusals] == ["warning"]
    assert "exc_info" not in refusals[0]
    assert await status_of(world, PRIVATE) == status
    assert methods(await world.say(HOURS)) == ["sendMessage"]


TRIED_AGAIN = {
    "never left": [NotSentError("x"), NotSentInTimeError("x")],
    "server fails": [ServerFailedError(500)] * BROKEN_RETRIES,
    "broken off": [NetworkError("x")] * BROKEN_RETRIES,
    "timed out": [TimedOut()] * TIMED_OUT_RETRIES,
    "asked to wait": [Refusal(429, "Too Many Requests: retry after 7", {"retry_after": 7})] * 9,
}


@pytest.mark.parametrize("troubles", TRIED_AGAIN.values(), ids=TRIED_AGAIN)
async def test_what_may_pass_is_tried_again(world, troubles):
    world.recorder.refusals["sendMessage"] = list(troubles)
    assert methods(await world.say(TREES)) == ["sendMessage"] * (len(troubles) + 1)


FAILED = {
    "never left": ([NotSentError("x")] * (NOT_SENT_RETRIES + 1), Later),
    "token refused": ([Refusal(401, "Unauthorized")] * (NOT_SENT_RETRIES + 1), Later),
    "server fails": ([ServerFailedError(500)] * (BROKEN_RETRIES + 1), Uncertain),
    "asked to wait for long": ([Refusal(429, "Too Many Requests", {"retry_after": int(PATIENCE_SECONDS)})], Later),
}


@pytest.mark.parametrize(("troubles", "error"), FAILED.values(), ids=FAILED)
async def test_what_does_not_pass_is_raised_so_that_the_update_is_tried_later(world, troubles, error):
    message = world.message(TREES)
    world.recorder.refusals["sendMessage"] = list(troubles)
    with pytest.raises(error):
        await world.hear(message)
    world.now += 2 * PATIENCE_SECONDS
    assert methods(await world.hear(message)) == ["sendMessage"]


async def test_what_timed_out_twice_is_most_likely_out_and_not_sent_a_third_time(world):
    """Trying it later too would fill the chat with copies, as long as Telegram takes messages and doesn't say so."""
    world.recorder.refusals["sendMessage"] = [TimedOut()] * (TIMED_OUT_RETRIES + 1)
    assert methods(await world.say(TREES)) == ["sendMessage"] * (TIMED_OUT_RETRIES + 1)


async def test_a_long_silence_puts_an_update_off_for_as_long(world):
    world.recorder.refusals["sendMessage"] = [Refusal(429, "Too Many Requests", {"retry_after": 7200})]
    with pytest.raises(Later) as later:
        await world.say(TREES)
    assert later.value.seconds >= 7200


async def test_telegram_is_left_alone_for_as_long_as_it_asks(world):
    world.recorder.refusals["sendMessage"] = [Refusal(429, "Too Many Requests: retry after 7", {"retry_after": 7})]
    started = world.now
    await world.say(TREES)
    assert world.now - started >= 7


async def test_refused_markup_goes_out_again_as_plain_text(world):
    world.recorder.refusals["sendMessage"] = [
        Refusal(400, "Bad Request: can't parse entities: Unsupported start tag at byte offset 3")
    ]
    marked, plain = await world.say(TREES)
    assert plain.get("parse_mode") is None
    assert "<" not in plain["text"]
    assert "今年种下梨树三百棵" in plain["text"]
    assert plain.buttons == marked.buttons


async def test_refused_markup_of_an_edit_too(world):
    message = world.message(TREES)
    await world.hear(message)
    world.recorder.refusals["editMessageText"] = [Refusal(400, "Bad Request: can't parse entities: x")]
    marked, plain = await world.edit(message, HOURS)
    assert (marked.method, plain.method, plain.get("parse_mode")) == ("editMessageText", "editMessageText", None)


async def test_a_reply_whose_first_part_is_refused_keeps_the_rest_back(world):
    world.recorder.refusals["sendMessage"] = [Refusal(403, "Forbidden: bot was blocked by the user")]
    assert methods(await world.say(ACCOUNTS)) == ["sendMessage"]


@pytest.mark.parametrize("trouble", [NotSentError("x"), TimedOut(), ServerFailedError(502)], ids=repr)
async def test_a_reply_whose_second_part_fails_goes_on_with_it_and_never_sends_the_first_twice(world, trouble):
    world.recorder.refusals["sendMessage"] = [None, *[trouble] * (NOT_SENT_RETRIES + 1)]
    calls = await world.say(ACCOUNTS)
    assert len({call["text"] for call in calls}) == 2
    assert [call["text"] for call in calls].count(calls[0]["text"]) == 1
    assert not world.recorder.refusals["sendMessage"]
    assert len(world.recorder.messages) == 2


async def test_a_rest_that_can_not_be_sent_is_given_up_in_the_end(world):
    world.recorder.refusals["sendMessage"] = [None, *[ServerFailedError(502)] * 100]
    calls = await world.say(ACCOUNTS)
    assert [call["text"] for call in calls].count(calls[0]["text"]) == 1
    assert len(world.recorder.messages) == 1


async def test_an_answer_that_never_went_out_is_no_answer_to_edit(world):
    message = world.message(TREES)
    world.recorder.refusals["sendMessage"] = [Refusal(403, "Forbidden: bot was blocked by the user")]
    await world.hear(message)
    assert methods(await world.edit(message, HOURS)) == ["sendMessage"]


async def test_an_edit_that_fails_is_tried_later_and_nothing_is_sent_anew(world):
    message = world.message(TREES)
    await world.hear(message)
    world.recorder.refusals["editMessageText"] = [ServerFailedError(500)] * (BROKEN_RETRIES + 1)
    with pytest.raises(Uncertain):
        await world.edit(message, HOURS)
    assert methods(await world.edit(message, HOURS)) == ["editMessageText"]


async def test_an_edit_in_a_chat_that_is_gone_is_not_sent_anew(world):
    message = world.message(f"/ask {TREES}", GROUP)
    await world.hear(message)
    world.recorder.refusals["editMessageText"] = [Refusal(403, "Forbidden: bot was kicked from the group chat")]
    assert methods(await world.edit(message, f"/ask {HOURS}")) == ["editMessageText"]
    assert await status_of(world, GROUP) == "lost"


async def test_a_surplus_message_that_can_not_be_deleted_stays(world):
    message = world.message(ACCOUNTS)
    parts = await world.hear(message)
    world.recorder.refusals["deleteMessage"] = [Refusal(400, "Bad Request: message can't be deleted")]
    with capture_logs() as lines:
        calls = await world.edit(message, HOURS)
    assert methods(calls) == ["editMessageText"] + ["deleteMessage"] * (len(parts) - 1)
    assert len(lines_of(lines, "not deleted")) == 1


async def test_messages_to_one_chat_keep_their_distance_and_so_do_edits(world):
    message, started = world.message(TREES), world.now
    await world.hear(message)
    await world.edit(message, HOURS)
    await world.say(TREES, user=ANN)
    assert world.now - started >= 2


async def test_log_lines_name_groups_but_no_people_and_no_words(world):
    world.recorder.refusals["sendMessage"] = [Refusal(403, "Forbidden: x"), Refusal(403, "Forbidden: x")]
    with capture_logs() as lines:
        await world.say(TREES)
        await world.say(f"/ask {TREES}", FORUM)
    private, group = lines_of(lines)
    assert group["group"] == FORUM["id"]
    assert "group" not in private
    assert TREES not in str([private, group])
