"""A Bot API on loopback for tests: real HTTP, long polling, and the refusals that a poller meets."""

import asyncio
import json
from itertools import count

from aiohttp import web
from telegram_world import DATE, ME

TOKEN = "7000:AAfake-token-that-must-never-be-shown-1"  # noqa: S105 - of no bot


class FakeBotApi:
    """Answers what the bot asks and writes it down; tests put updates in and wait for calls."""

    def __init__(self):
        self.calls = []
        self.updates = []
        self.conflicts = 0
        self.failures = {}
        self._ids = count(1)
        self._news = asyncio.Event()

    async def __aenter__(self):
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_):
        await self._runner.cleanup()

    def put(self, **content):
        """An update for the bot; returns its number."""
        number = next(self._ids)
        self.updates.append({"update_id": number, **content})
        self._tell()
        return number

    async def wait(self, method, times=1):
        """The calls of a method, as soon as there are so many."""
        while len(found := [data for name, data in self.calls if name == method]) < times:
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 20)
        return found

    def _tell(self):
        self._news.set()

    async def _serve(self, request):
        method = request.match_info["method"]
        data = {name: _decoded(value) for name, value in (await request.post()).items()}
        if request.match_info["token"] != TOKEN:
            return _refuse(401, "Unauthorized")
        self.calls.append((method, data))
        self._tell()
        if self.failures.get(method):
            return _refuse(*self.failures[method].pop(0))
        return await getattr(self, f"_{method}", self._done)(data)

    async def _done(self, _):
        return _ok(True)

    async def _getMe(self, _):  # noqa: N802 - named as the method
        return _ok(ME)

    async def _getUpdates(self, data):  # noqa: N802 - named as the method
        if self.conflicts:
            self.conflicts -= 1
            return _refuse(409, "Conflict: terminated by other getUpdates request")
        offset = data.get("offset", 0)
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        for _ in range(100 * data.get("timeout", 0)):
            if self.updates:
                break
            await asyncio.sleep(0.01)
        return _ok(self.updates)

    async def _sendMessage(self, data):  # noqa: N802 - named as the method
        return _ok(_message(data, 9000 + len(self.calls)))

    async def _editMessageText(self, data):  # noqa: N802 - named as the method
        return _ok(_message(data, data["message_id"]))


def _decoded(value):
    try:
        return json.loads(value)
    except ValueError:
        return value


def _message(data, message_id):
    kind = {"type": "private", "first_name": "x"} if data["chat_id"] > 0 else {"type": "group", "title": "x"}
    chat = {"id": data["chat_id"]} | kind
    return {"message_id": message_id, "date": DATE, "chat": chat, "from": ME, "text": str(data["text"])}


def _ok(result):
    return web.json_response({"ok": True, "result": result})


def _refuse(code, description):
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)
