"""What is done when Telegram doesn't take a message."""

import pytest
from structlog.testing import capture_logs
from telegram.error import NetworkError, TimedOut
from telegram_knowledge import ACCOUNTS, HOURS, TREES
from telegram_world import FORUM, GROUP, Refusal, methods

from bot.telegram.request import NotSentError, NotSentInTimeError

REFUSED = {
    "blocked": Refusal(403, "Forbidden: bot was blocked by the user"),
    "kicked": Refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
    "deactivated": Refusal(403, "Forbidden: user is deactivated"),
    "no rights": Refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
    "no rights, older words": Refusal(400, "Bad Request: have no rights to send a message"),
    "chat gone": Refusal(400, "Bad Request: chat not found"),
    "topic closed": Refusal(400, "Bad Request: TOPIC_CLOSED"),
    "topic gone": Refusal(400, "Bad Request: message thread not found"),
    "nothing to reply to": Refusal(400, "Bad Request: message to be replied not found"),
    "server fails": Refusal(500, "Internal Server Error"),
    "unknown to the server": Refusal(404, "Not Found"),
    "long wait": Refusal(429, "Too Many Requests: retry after 3600", {"retry_after": 3600}),
    "timed out": TimedOut(),
    "broken off": NetworkError("x"),
}


@pytest.mark.parametrize("trouble", REFUSED.values(), ids=REFUSED)
async def test_what_can_not_be_sent_is_one_log_line_and_not_tried_again(world, trouble):
    """A time-out or a broken connection may have delivered it: sending again could show it twice."""
    world.recorder.refusals["sendMessage"] = [trouble]
    with capture_logs() as lines:
        assert methods(await world.say(f"/ask {TREES}", GROUP)) == ["sendMessage"]
    refusals = [line for line in lines if line["event"] == "not sent"]
    assert [line["log_level"] for line in refusals] == ["warning"]
    assert "exc_info" not in refusals[0]
    assert methods(await world.say(HOURS)) == ["sendMessage"]


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


@pytest.mark.parametrize("as_timedelta", ["0", "1"])
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_telegram_is_left_alone_for_as_long_as_it_asks(world, monkeypatch, as_timedelta):
    """The library gives the time as a number or as a timedelta."""
    monkeypatch.setenv("PTB_TIMEDELTA", as_timedelta)
    world.recorder.refusals["sendMessage"] = [Refusal(429, "Too Many Requests: retry after 7", {"retry_after": 7})]
    started = world.now
    assert methods(await world.say(TREES)) == ["sendMessage"] * 2
    assert world.now - started >= 7


async def test_waiting_has_an_end(world):
    busy = Refusal(429, "Too Many Requests: retry after 7", {"retry_after": 7})
    world.recorder.refusals["sendMessage"] = [busy] * 9
    assert methods(await world.say(TREES)) == ["sendMessage"] * 3


@pytest.mark.parametrize("error", [NotSentError, NotSentInTimeError])
async def test_what_never_left_is_tried_again(world, error):
    world.recorder.refusals["sendMessage"] = [error("x")]
    assert methods(await world.say(TREES)) == ["sendMessage"] * 2


async def test_a_reply_whose_first_part_is_refused_keeps_the_rest_back(world):
    world.recorder.refusals["sendMessage"] = [Refusal(403, "Forbidden: bot was blocked by the user")]
    assert methods(await world.say(ACCOUNTS)) == ["sendMessage"]


async def test_an_answer_that_never_went_out_is_no_answer_to_edit(world):
    message = world.message(TREES)
    world.recorder.refusals["sendMessage"] = [Refusal(403, "Forbidden: bot was blocked by the user")]
    await world.hear(message)
    assert methods(await world.edit(message, HOURS)) == ["sendMessage"]


async def test_log_lines_name_groups_but_no_people_and_no_words(world):
    world.recorder.refusals["sendMessage"] = [Refusal(403, "Forbidden: x"), Refusal(403, "Forbidden: x")]
    with capture_logs() as lines:
        await world.say(TREES)
        await world.say(f"/ask {TREES}", FORUM)
    private, group = [line for line in lines if line["event"] == "not sent"]
    assert group["group"] == FORUM["id"]
    assert "group" not in private
    assert TREES not in str(lines)
