"""What each error of the library says of whether a request was carried out, as it comes over HTTP."""

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram_world import TOKEN

from bot.delivery.errors import DeliveryError, Moved, NotSent, Refused, TooMany, Uncertain
from bot.preview.faults import RESET_AFTER, RESET_BEFORE, SILENCE, delay, error, flood
from bot.telegram.refusals import UNNAMED_SECONDS, in_terms, meaning, retry_seconds
from bot.telegram.request import HttpRequest, NotSentError, NotSentInTimeError, ServerFailedError

MEANINGS = {
    "moved": (ChatMigrated(-100), Moved(-100)),
    "refused": (BadRequest("Message is too long"), Refused("Message is too long")),
    "no such chat": (BadRequest("Chat not found"), Refused("Chat not found", gone=True)),
    "blocked": (
        Forbidden("Forbidden: bot was blocked by the user"),
        Refused("Forbidden: bot was blocked by the user", gone=True),
    ),
    "kicked": (Forbidden("Forbidden: bot was kicked"), Refused("Forbidden: bot was kicked", gone=True)),
    "muted": (Forbidden("Forbidden: CHAT_WRITE_FORBIDDEN"), Refused("Forbidden: CHAT_WRITE_FORBIDDEN")),
    "no rights": (Forbidden("Forbidden: not enough rights"), Refused("Forbidden: not enough rights")),
    "never left": (NotSentError("x"), NotSent("NotSentError")),
    "no connection": (NotSentInTimeError("x"), NotSent("NotSentInTimeError")),
    "bad token": (InvalidToken(f"The token {TOKEN} was rejected"), NotSent("InvalidToken")),
    "two programs": (Conflict("x"), NotSent("Conflict")),
    "no answer": (TimedOut(), Uncertain("no answer in time", timed_out=True)),
    "bad gateway": (ServerFailedError(502), Uncertain("the server answered 502")),
    "broken": (NetworkError("a question"), Uncertain("NetworkError")),
    "nonsense": (TelegramError("Invalid server response"), Uncertain("TelegramError")),
    "flood of a proxy": (NetworkError("Too Many Requests (429)"), TooMany(UNNAMED_SECONDS)),
}


def said(meant):
    """An error's kind, its words and what else it says."""
    more = {name: value for name, value in vars(meant).items() if not name.startswith("_")}
    return type(meant), str(meant), more


@pytest.mark.parametrize(("given", "expected"), MEANINGS.values(), ids=MEANINGS)
def test_each_error_has_a_meaning(given, expected):
    assert said(meaning(given)) == said(expected)
    assert TOKEN not in str(meaning(given))


@pytest.mark.parametrize("as_timedelta", ["0", "1"])
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_waiting_times_come_as_numbers_or_as_timedeltas(monkeypatch, as_timedelta):
    monkeypatch.setenv("PTB_TIMEDELTA", as_timedelta)
    assert retry_seconds(RetryAfter(7)) == 7.0
    assert said(meaning(RetryAfter(7))) == said(TooMany(7))


async def test_the_librarys_error_does_not_hang_on_ours():
    async def fail():
        raise InvalidToken(TOKEN)

    with pytest.raises(NotSent) as caught:
        await in_terms(fail())
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


@pytest.fixture
async def send(telegram, ann):
    """Sends somebody a message with the library's bot over HTTP; what fails is told in our terms."""
    ann.user.has_started = True
    async with Bot(TOKEN, f"{telegram.url}/bot", request=HttpRequest(64)) as bot:
        yield lambda: in_terms(bot.send_message(ann.id, "x", read_timeout=0.2))


OVER_HTTP = {
    "flood": (flood(3), TooMany(3), 0),
    "refused": (error(400), Refused("Refused on demand"), 0),
    "blocked": (error(403), Refused("Forbidden: bot was blocked by the user", gone=True), 0),
    "unknown": (error(404), NotSent("InvalidToken"), 0),
    "bad gateway": (error(502), Uncertain("the server answered 502"), 0),
    "server error": (error(500), Uncertain("the server answered 500"), 0),
    "flood without a time": (error(429, "Too Many Requests"), TooMany(UNNAMED_SECONDS), 0),
    "reset before": (RESET_BEFORE, Uncertain("NetworkError"), 0),
    "reset after": (RESET_AFTER, Uncertain("NetworkError"), 1),
    "silence": (SILENCE, Uncertain("no answer in time", timed_out=True), 1),
    "late": (delay(60), Uncertain("no answer in time", timed_out=True), 0),
}


@pytest.mark.parametrize(("fault", "expected", "arrived"), OVER_HTTP.values(), ids=OVER_HTTP)
async def test_each_failure_over_http(telegram, send, fault, expected, arrived):
    telegram.faults.once("sendMessage", fault)
    with pytest.raises(DeliveryError) as caught:
        await send()
    assert said(caught.value) == said(expected)
    assert telegram.world.journal.counts["sendMessage"] == 1
    assert len(telegram.person("安").room.sent) == arrived
