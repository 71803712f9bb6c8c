"""Updates brought to an address. Source: Bot API, setWebhook and WebhookInfo."""

import asyncio

import pytest
from aiohttp import web


class Address:
    """An address to which updates are brought; answers with the statuses that a test puts in."""

    def __init__(self):
        self.taken, self.headers, self.statuses = [], [], []
        self.arrived = asyncio.Event()
        self.hold = None
        self.at_once = self.most_at_once = 0

    async def serve(self, request):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        update = await request.json()
        self.headers.append(request.headers)
        self.arrived.set()
        if self.hold:
            await self.hold.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        self.at_once -= 1
        if status == 200:
            self.taken.append(update["message"]["text"])
        return web.Response(status=status)


@pytest.fixture
async def address():
    address = Address()
    runner = web.ServerRunner(web.Server(address.serve))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield address
    if address.hold:
        address.hold.set()
    await runner.cleanup()


async def until(telegram, look):
    return await telegram.world.journal.until(look, "it")


async def test_updates_are_brought_with_the_secret_and_what_waited_too(telegram, bot, ann, address):
    ann.says("vorher")
    assert await bot("setWebhook", url=address.url, secret_token="geheim_1", max_connections=1) is True  # noqa: S106
    ann.says("nachher")
    await until(telegram, lambda: len(address.taken) == 2)
    assert address.taken == ["vorher", "nachher"]
    assert {headers["X-Telegram-Bot-Api-Secret-Token"] for headers in address.headers} == {"geheim_1"}
    assert {headers["Content-Type"] for headers in address.headers} == {"application/json"}


async def test_what_is_not_taken_is_brought_again(telegram, bot, ann, address):
    """Source: "in case of an unsuccessful request … we will repeat the request"."""
    address.statuses = [500, 403]
    await bot("setWebhook", url=address.url)
    ann.says("dreimal")
    await until(telegram, lambda: address.taken)
    assert len(address.headers) == 3
    info = await bot("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert info["url"] == address.url


async def test_and_given_up_after_a_reasonable_amount_of_attempts(telegram, bot, ann, address):
    address.statuses = [500] * 3
    await bot("setWebhook", url=address.url)
    ann.says("nie")
    await until(telegram, lambda: telegram.reports)
    assert address.taken == []
    assert "was dropped" in telegram.reports[0]
    assert (await bot("getWebhookInfo"))["pending_update_count"] == 0


async def test_nobody_there_is_an_error_of_its_own(telegram, bot, ann):
    await bot("setWebhook", url="http://127.0.0.1:1/")
    ann.says("nie")
    await until(telegram, lambda: telegram.reports)
    assert (await bot("getWebhookInfo"))["last_error_message"] == "Connection refused"


@pytest.mark.parametrize("connections", [1, 3])
async def test_no_more_at_once_than_allowed_and_the_rest_is_pending(telegram, bot, ann, address, connections):
    address.hold = asyncio.Event()
    await bot("setWebhook", url=address.url, max_connections=connections)
    for number in range(10):
        ann.says(str(number))
    await asyncio.wait_for(address.arrived.wait(), 20)
    assert (await bot("getWebhookInfo"))["pending_update_count"] == 10
    address.hold.set()
    await until(telegram, lambda: len(address.taken) == 10)
    assert address.most_at_once <= connections


async def test_dropping_what_waits(telegram, bot, ann, address):
    ann.says("weg")
    await bot("setWebhook", url=address.url, drop_pending_updates=True)
    ann.says("da")
    await until(telegram, lambda: address.taken)
    await bot("deleteWebhook", drop_pending_updates=True)
    assert address.taken == ["da"]
    assert (await bot("getWebhookInfo"))["url"] == ""


async def test_what_a_webhook_was_not_rid_of_waits_for_a_poller(bot, ann, address):
    address.hold = asyncio.Event()
    await bot("setWebhook", url=address.url)
    for text in "abc":
        ann.says(text)
    await asyncio.wait_for(address.arrived.wait(), 20)
    await bot("deleteWebhook")
    assert [content["text"] for _, content in await bot.updates()] == ["a", "b", "c"]


WRONG = {
    "no address": {"url": "ftp://e.org"},
    "secret with a space": {"url": "http://127.0.0.1:1/", "secret_token": "a b"},
    "secret of 257 signs": {"url": "http://127.0.0.1:1/", "secret_token": "a" * 257},
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
async def test_what_can_not_be_had(bot, given):
    """Source: secret 1-256 of [A-Za-z0-9_-]."""
    assert (await bot.refusal("setWebhook", **given))[0] == 400
    assert await bot("getUpdates") == []
