"""How requests are made: what a server answers, what a network does, a proxy, and no token in any error."""

import asyncio
import traceback

import pytest
from aiohttp import web
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter
from telegram_world import TOKEN

from bot.preview.faults import RESET_AFTER, RESET_BEFORE, SILENCE, delay, error
from bot.telegram.request import HttpRequest, NotSentError, NotSentInTimeError, ServerFailedError


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def request_of():
    made = []

    async def make(connections=4):
        made.append(HttpRequest(connections))
        await made[-1].initialize()
        return made[-1]

    yield make
    for one in made:
        await one.shutdown()


def address(telegram, method="getMe"):
    return f"{telegram.url}/bot{TOKEN}/{method}"


async def ask(request, url, data=None, **seconds):
    return await request.do_request(url, "POST", data, **seconds)


def data(**values):
    return RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])


async def test_an_answer_is_its_status_and_its_bytes(telegram, request_of):
    status, body = await ask(await request_of(), address(telegram))
    assert status == 200
    assert b'"ok":true' in body


async def test_a_refusal_is_an_answer_too(telegram, request_of):
    telegram.faults.once("getMe", error(403))
    assert (await ask(await request_of(), address(telegram)))[0] == 403


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_that_fails_is_told_from_a_broken_connection(telegram, request_of, status):
    """The library makes the same error of both."""
    telegram.faults.once("getMe", error(status))
    with pytest.raises(ServerFailedError) as caught:
        await ask(await request_of(), address(telegram))
    assert caught.value.status == status
    assert not isinstance(caught.value, TimedOut | NotSentError)


async def test_values_arrive_as_they_were_meant(telegram, request_of):
    await ask(
        await request_of(),
        address(telegram, "setMyCommands"),
        data(commands=[{"command": "a", "description": "说&=+明 %"}]),
    )
    (call,) = telegram.calls("setMyCommands")
    assert call["commands"] == [{"command": "a", "description": "说&=+明 %"}]
    assert call.code == 200


FAULTS = {
    "reset before": (RESET_BEFORE, NetworkError),
    "reset after": (RESET_AFTER, NetworkError),
    "silence": (SILENCE, TimedOut),
    "late": (delay(60), TimedOut),
}


@pytest.mark.parametrize(("fault", "expected"), FAULTS.values(), ids=FAULTS)
async def test_what_may_have_arrived_is_not_called_unsent(telegram, request_of, fault, expected):
    """A broken connection is a NetworkError and a late answer a TimedOut, as the library's own request has them."""
    telegram.faults.once("getMe", fault)
    with pytest.raises(expected) as caught:
        await ask(await request_of(), address(telegram), read_timeout=0.2)
    assert not isinstance(caught.value, NotSentError)
    assert isinstance(caught.value, TimedOut) is (expected is TimedOut)


async def test_an_unreachable_server_was_sent_nothing(request_of):
    with pytest.raises(NotSentError) as caught:
        await ask(await request_of(), f"http://127.0.0.1:1/bot{TOKEN}/getMe")
    assert not isinstance(caught.value, TimedOut)


async def test_without_a_free_connection_nothing_was_sent(telegram, request_of):
    telegram.faults.once("getMe", SILENCE)
    request = await request_of(connections=1)
    first = asyncio.ensure_future(ask(request, address(telegram), read_timeout=None))
    await telegram.asked("getMe")
    with pytest.raises(NotSentInTimeError):
        await ask(request, address(telegram), pool_timeout=0.05, connect_timeout=0.05)
    first.cancel()
    await asyncio.wait({first})
    assert (await ask(request, address(telegram)))[0] == 200


async def test_an_answer_that_comes_in_drops_is_not_waited_for_without_end(request_of):
    async def drip(request):
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b" ")
            await asyncio.sleep(0.02)

    runner = web.ServerRunner(web.Server(drip, handler_cancellation=True), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    short = dict.fromkeys(("read_timeout", "connect_timeout", "pool_timeout", "write_timeout"), 0.1)
    with pytest.raises(TimedOut) as caught:
        await ask(await request_of(), f"http://127.0.0.1:{runner.addresses[0][1]}/botX/getMe", **short)
    await runner.cleanup()
    assert not isinstance(caught.value, NotSentError)


async def test_none_waits_as_long_as_it_takes(telegram, request_of):
    telegram.faults.once("getMe", delay(0.05))
    nothing = dict.fromkeys(("read_timeout", "connect_timeout", "pool_timeout", "write_timeout"))
    assert (await ask(await request_of(), address(telegram), **nothing))[0] == 200


@pytest.mark.parametrize("fault", [RESET_BEFORE, SILENCE, None])
async def test_no_error_holds_the_token(telegram, request_of, fault):
    """Neither its words nor what hangs on it."""
    url = address(telegram) if fault else f"http://127.0.0.1:1/bot{TOKEN}/getMe"
    telegram.faults.once("getMe", *([fault] if fault else []))
    with pytest.raises(NetworkError) as caught:
        await ask(await request_of(), url, read_timeout=0.1)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    told = "".join(traceback.format_exception_only(caught.value)) + repr(caught.value)
    assert TOKEN not in told


async def test_a_proxy_of_the_environment_is_used(monkeypatch, telegram, request_of):
    seen = []

    async def proxy(request):
        seen.append(str(request.url))
        return web.json_response({"ok": True, "result": True})

    runner = web.ServerRunner(web.Server(proxy))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        await ask(await request_of(), "http://telegram.invalid/botX/getMe")
    finally:
        await runner.cleanup()
    assert seen == ["http://telegram.invalid/botX/getMe"]
    assert telegram.calls() == []


async def test_a_proxy_that_is_none_was_sent_nothing(monkeypatch, telegram, request_of):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with pytest.raises(NotSentError):
        await ask(await request_of(), address(telegram))
    assert telegram.calls() == []


async def test_it_can_be_opened_twice_closed_twice_and_opened_again(telegram):
    request = HttpRequest()
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(RuntimeError, match="not initialized"):
        await ask(request, address(telegram))
    await request.initialize()
    assert (await ask(request, address(telegram)))[0] == 200
    await request.shutdown()


async def test_files_go_as_a_form_of_parts(telegram, request_of):
    from telegram import InputFile

    sent = data(chat_id=1, action="typing")
    sent = RequestData([*sent._parameters, RequestParameter("document", None, [InputFile(b"x", "a.txt")])])
    status, _ = await ask(await request_of(), address(telegram, "sendChatAction"), sent)
    assert status == 400
    (call,) = telegram.calls("sendChatAction")
    assert (call["chat_id"], call["action"]) == (1, "typing")
