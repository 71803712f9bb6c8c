"""How the bot gets its updates, over real HTTP from the stand-in."""

import asyncio

import pytest
from serving import Clock, serving
from structlog.testing import capture_logs
from telegram.error import InvalidToken, NetworkError, RetryAfter
from telegram_knowledge import HOURS, TREES
from telegram_service import a_service
from telegram_world import ANN, DATE, PRIVATE, TOKEN

from bot.preview.faults import AGAIN, RESET_AFTER, RESET_BEFORE, error
from bot.telegram import polling
from bot.telegram.app import serve
from bot.telegram.polling import ALLOWED_UPDATES, Pauses


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(polling, "FIRST_PAUSE", 0.01)


async def test_what_is_asked_for_is_named_and_nothing_that_waits_is_dropped(telegram, matcher, ann):
    ann.says(TREES)
    async with serving(telegram, matcher):
        await ann.hears()
    polled, webhook = telegram.calls("getUpdates")[0], telegram.calls("deleteWebhook")[0]
    assert polled["allowed_updates"] == list(ALLOWED_UPDATES)
    assert webhook.given.get("drop_pending_updates", False) is False


async def test_the_menu_is_set_for_private_chats_and_groups_in_two_languages(served):
    await served.asked("setMyCommands", 6)
    menus = {key: [one["command"] for one in menu] for key, menu in served.world.bot.commands.items()}
    scopes = [f'{{"type": "all_{of}"}}' for of in ("private_chats", "group_chats", "chat_administrators")]
    private, groups, admins = scopes
    assert set(menus) == {(scope, code) for scope in scopes for code in ("", "en")}
    assert "subscribe" in menus[admins, ""]
    assert "subscribe" not in menus[groups, ""]
    assert "ask" in menus[groups, "en"]
    assert "privacy" in menus[private, ""]


@pytest.mark.parametrize("method", ["setMyCommands", "deleteWebhook"])
@pytest.mark.parametrize("code", [404, 429, 500])
async def test_the_bot_works_without_menu_and_without_dropping_a_webhook(telegram, matcher, ann, method, code):
    telegram.faults.once(method, *[error(code)] * 4)
    ann.says(TREES)
    async with serving(telegram, matcher):
        assert "梨树三百棵" in (await ann.hears()).text


async def test_a_webhook_of_another_program_is_taken_down(telegram, matcher, ann):
    import aiohttp

    async with aiohttp.ClientSession() as session:
        address = {"url": "http://127.0.0.1:1/"}
        async with session.post(f"{telegram.url}/bot{TOKEN}/setWebhook", json=address) as answer:
            assert answer.ok
    async with serving(telegram, matcher):
        ann.says(TREES)
        await ann.hears()


async def test_another_poller_is_named_and_waited_for(telegram, matcher, ann):
    telegram.faults.once("getUpdates", error(409))
    with capture_logs() as lines:
        async with serving(telegram, matcher):
            ann.says(TREES)
            await ann.hears()
    (said,) = [line for line in lines if line["log_level"] == "error"]
    assert "another program" in said["event"]
    assert said["retry_in"] > 0


FAILURES = [error(500), error(502), RESET_BEFORE, RESET_AFTER]


@pytest.mark.parametrize("fault", FAILURES, ids=lambda fault: fault.text or fault.kind)
async def test_a_server_that_fails_is_asked_again(telegram, matcher, ann, fault):
    """Updates that got lost on the way come once more, since nothing has confirmed them."""
    telegram.faults.once("getMe", fault)
    telegram.faults.once("getUpdates", fault)
    ann.says(TREES)
    with capture_logs() as lines:
        async with serving(telegram, matcher):
            await ann.hears()
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == ["no contact with the Bot API"] * 2
    assert len(ann.room.sent) == 1


async def test_the_same_update_again_is_answered_once(telegram, matcher, ann):
    telegram.faults.often(0.7, AGAIN, "getUpdates")
    async with serving(telegram, matcher):
        for number in range(5):
            post = ann.says(TREES if number % 2 else HOURS)
            telegram.world.clock.now += 60
            await ann.hears()
            assert post.text in {TREES, HOURS}
        telegram.faults.clear()
    assert len(ann.room.sent) == 5


UNREADABLE = {
    "message without anything": {"message": {}},
    "date in the year 30 billion": {"message": {"message_id": 1, "date": 10**18, "chat": PRIVATE, "from": ANN}},
    "negative date beyond the calendar": {
        "message": {"message_id": 1, "date": -(10**18), "chat": PRIVATE, "from": ANN}
    },
    "message that is a list": {"message": [1]},
    "query that is a word": {"callback_query": "x"},
    "unknown kind": {"surprise": {"a": 1}},
    "chat of no kind": {"message": {"message_id": 1, "date": DATE, "chat": {"id": 1, "type": "weird"}, "text": "x"}},
    "nothing": {},
}


async def test_updates_that_make_no_sense_are_dropped_alone(telegram, matcher, ann):
    """They are confirmed, so that they don't come again, and those around them are answered."""
    for content in UNREADABLE.values():
        telegram.world.updates.force(content)
    ann.says(TREES)
    async with serving(telegram, matcher):
        await ann.hears()
        await telegram.asked("getUpdates", 2)
    assert len(telegram.world.updates) == 0


async def test_a_token_that_is_refused_at_the_start_is_no_matter_of_patience(telegram, matcher):
    with pytest.raises(InvalidToken):
        async with serving(telegram, matcher, token="7000:another-token-altogether-0000000") as task:  # noqa: S106
            await asyncio.wait({task})


async def test_a_token_that_is_withdrawn_ends_the_bot(telegram, matcher):
    telegram.faults.once("getUpdates", error(401))
    with pytest.raises(InvalidToken):
        async with serving(telegram, matcher) as task:
            await asyncio.wait({task})


async def test_what_was_answered_is_confirmed_at_the_end(telegram, matcher, ann):
    async with serving(telegram, matcher):
        ann.says(TREES)
        await ann.hears()
    assert telegram.calls()[-1].method == "getUpdates"
    assert len(telegram.world.updates) == 0


async def test_a_bot_without_a_network_can_be_stopped(matcher):
    stop, clock = asyncio.Event(), Clock()
    async with a_service(matcher, clock, clock.sleep) as service:
        task = asyncio.ensure_future(serve(service, TOKEN, "http://127.0.0.1:1", stop))
        with capture_logs() as lines:
            await asyncio.wait({task}, timeout=0.5)
            stop.set()
            await asyncio.wait_for(task, 20)
    assert lines[0]["event"] == "no contact with the Bot API"
    assert TOKEN not in str(lines)


def test_pauses_grow_to_half_a_minute_and_start_over(monkeypatch):
    monkeypatch.setattr(polling, "FIRST_PAUSE", 1.0)
    pauses, trouble = Pauses(), NetworkError("x")
    waited = [pauses.after(trouble) for _ in range(20)]
    assert waited[:3] == [1.0, 1.5, 2.25]
    assert waited[-1] == 30.0
    assert pauses.after(RetryAfter(7)) >= 7
    pauses.reset()
    assert pauses.after(trouble) == 1.0
