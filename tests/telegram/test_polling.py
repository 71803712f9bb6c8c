"""The whole bot over real HTTP: the application polls a Bot API on loopback."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from fake_bot_api import TOKEN, FakeBotApi
from structlog.testing import capture_logs
from telegram.error import InvalidToken
from telegram_knowledge import HOURS, TREES
from telegram_world import ANN, DATE, GROUP, PRIVATE, marked

from bot.telegram import polling
from bot.telegram.app import serve
from bot.telegram.polling import ALLOWED_UPDATES, Pauses
from bot.telegram.service import Service
from bot.telegram.wiring import build_application


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(polling, "FIRST_PAUSE", 0.01)


@pytest.fixture
async def api():
    async with FakeBotApi() as api:
        yield api


def message(text, chat=PRIVATE, message_id=1, **more):
    return {
        "message_id": message_id,
        "date": DATE,
        "chat": chat,
        "from": ANN,
        "text": text,
        "entities": marked(text),
    } | more


@asynccontextmanager
async def running(api, matcher, token=TOKEN):
    """A bot that polls; stopped in good order at the end."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(serve(build_application(token, api.url, Service(matcher)), stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(task, 20)


async def test_a_private_question_is_answered(api, matcher):
    async with running(api, matcher):
        api.put(message=message(TREES))
        (sent,) = await api.wait("sendMessage")
    assert sent["chat_id"] == PRIVATE["id"]
    assert "今年种下梨树三百棵" in sent["text"]


async def test_a_group_hears_nothing_until_it_addresses_the_bot(api, matcher):
    async with running(api, matcher):
        api.put(message=message(TREES, GROUP, 1))
        api.put(message=message(f"/ask@other_bot {TREES}", GROUP, 2))
        api.put(message=message(f"/ask {HOURS}", GROUP, 3))
        (sent,) = await api.wait("sendMessage")
    assert sent["reply_parameters"]["message_id"] == 3
    assert "早上八点" in sent["text"]


async def test_an_inline_query_is_answered(api, matcher):
    async with running(api, matcher):
        api.put(inline_query={"id": "5", "from": ANN, "query": "梨树", "offset": ""})
        (answer,) = await api.wait("answerInlineQuery")
    assert "三百棵" in answer["results"][0]["input_message_content"]["message_text"]


async def test_an_edited_question_edits_the_answer(api, matcher):
    async with running(api, matcher):
        api.put(message=message(TREES))
        api.put(edited_message=message(HOURS, edit_date=DATE + 5))
        (edited,) = await api.wait("editMessageText")
    assert "早上八点" in edited["text"]
    assert len(await api.wait("sendMessage")) == 1


async def test_what_is_asked_for_is_named_and_nothing_that_waits_is_dropped(api, matcher):
    async with running(api, matcher):
        await api.wait("getUpdates")
    (polled, *_), (webhook,) = await api.wait("getUpdates"), await api.wait("deleteWebhook")
    assert polled["allowed_updates"] == list(ALLOWED_UPDATES)
    assert webhook.get("drop_pending_updates", False) is False


async def test_the_menu_is_set_for_private_chats_and_groups_in_two_languages(api, matcher):
    async with running(api, matcher):
        menus = await api.wait("setMyCommands", 4)
    kinds = {(menu["scope"]["type"], menu.get("language_code")) for menu in menus}
    assert kinds == {(scope, code) for scope in ("all_private_chats", "all_group_chats") for code in (None, "en")}
    by_scope = {menu["scope"]["type"]: [c["command"] for c in menu["commands"]] for menu in menus}
    assert "ask" in by_scope["all_group_chats"]
    assert "privacy" in by_scope["all_private_chats"]


@pytest.mark.parametrize("method", ["setMyCommands", "deleteWebhook"])
@pytest.mark.parametrize("code", [404, 429, 500])
async def test_the_bot_works_without_menu_and_without_dropping_a_webhook(api, matcher, method, code):
    api.failures[method] = [(code, "no")] * 4
    async with running(api, matcher):
        api.put(message=message(TREES))
        await api.wait("sendMessage")


async def test_another_poller_is_named_and_waited_for(api, matcher):
    api.conflicts = 1
    with capture_logs() as lines:
        async with running(api, matcher):
            api.put(message=message(TREES))
            await api.wait("sendMessage")
    (said,) = [line for line in lines if line["log_level"] == "error"]
    assert "another program" in said["event"]
    assert said["retry_in"] > 0


async def test_a_server_that_fails_is_asked_again(api, matcher):
    api.failures = {"getMe": [(502, "Bad Gateway")], "getUpdates": [(500, "Internal Server Error")]}
    with capture_logs() as lines:
        async with running(api, matcher):
            api.put(message=message(TREES))
            await api.wait("sendMessage")
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == ["no contact with the Bot API"] * 2


UNREADABLE = {
    "message without anything": {"message": {}},
    "date in the year 30 billion": {"message": message(TREES, date=10**18)},
    "negative date beyond the calendar": {"message": message(TREES, date=-(10**18))},
    "message that is a list": {"message": [1]},
    "query that is a word": {"callback_query": "x"},
    "unknown kind": {"surprise": {"a": 1}},
    "nothing": {},
}


async def test_updates_that_make_no_sense_are_dropped_alone(api, matcher):
    """They are confirmed, so that they don't come again, and those around them are answered."""
    for content in UNREADABLE.values():
        api.put(**content)
    last = api.put(message=message(TREES))
    async with running(api, matcher):
        await api.wait("sendMessage")
        polled = await api.wait("getUpdates", 2)
    assert polled[1]["offset"] == last + 1


async def test_a_token_that_is_refused_at_the_start_is_no_matter_of_patience(api, matcher):
    with pytest.raises(InvalidToken):
        async with running(api, matcher, "7000:another-token-altogether-0000000") as task:
            await asyncio.wait({task})


async def test_a_token_that_is_withdrawn_ends_the_bot(api, matcher):
    api.failures["getUpdates"] = [(401, "Unauthorized")]
    with pytest.raises(InvalidToken):
        async with running(api, matcher) as task:
            await asyncio.wait({task})


async def test_what_was_answered_is_confirmed_at_the_end(api, matcher):
    async with running(api, matcher):
        number = api.put(message=message(TREES))
        await api.wait("sendMessage")
    assert api.calls[-1][0] == "getUpdates"
    assert api.calls[-1][1]["offset"] == number + 1


async def test_a_bot_without_a_network_can_be_stopped(matcher):
    stop = asyncio.Event()
    application = build_application(TOKEN, "http://127.0.0.1:1", Service(matcher))
    task = asyncio.ensure_future(serve(application, stop))
    with capture_logs() as lines:
        await asyncio.wait({task}, timeout=0.5)
        stop.set()
        await asyncio.wait_for(task, 20)
    assert lines[0]["event"] == "no contact with the Bot API"
    assert TOKEN not in str(lines)


def test_pauses_grow_to_half_a_minute_and_start_over(monkeypatch):
    from telegram.error import NetworkError, RetryAfter

    monkeypatch.setattr(polling, "FIRST_PAUSE", 1.0)
    pauses, error = Pauses(), NetworkError("x")
    waited = [pauses.after(error) for _ in range(20)]
    assert waited[:3] == [1.0, 1.5, 2.25]
    assert waited[-1] == 30.0
    assert pauses.after(RetryAfter(7)) >= 7
    pauses.reset()
    assert pauses.after(error) == 1.0
