"""The Bot API over HTTP on loopback: reads requests, lets what shall go wrong go wrong, and answers. Speaks HTTP."""

import asyncio
import json
import os
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from bot.preview.faults import Fault, Faults
from bot.preview.fields import Fields, Upload
from bot.preview.journal import Call
from bot.preview.methods import GETTING, METHODS
from bot.preview.own import allowed_updates
from bot.preview.refusals import Refused, bad, conflict, not_found, unauthorized
from bot.preview.webhook import Deliveries, webhook_of
from bot.preview.world import World

HOST: Final = "127.0.0.1"
MAX_BODY: Final = 50 * 1024 * 1024
"""Bytes of a request; Telegram takes files of 50 MB."""

_PATH: Final = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>[^/]+)/?")
_TOKEN: Final = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_KNOWN: Final = {name.lower(): name for name in (*METHODS, *GETTING)}
_NAMES: Final = {name: method.names for name, method in METHODS.items()} | GETTING
_WEBHOOK_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Server:
    """Answers the bot.

    Args:
        elsewhere: answers what isn't asked of the Bot API.
    """

    def __init__(self, world: World, faults: Faults, deliveries: Deliveries, elsewhere: Handler) -> None:
        self._world = world
        self._faults = faults
        self._deliveries = deliveries
        self._elsewhere = elsewhere
        self._runner: web.ServerRunner | None = None

    async def start(self, port: int) -> str:
        """Listen on loopback.

        Args:
            port: 0 takes one that is free.

        Returns:
            The address, without a slash at its end.

        Raises:
            OSError: the port is taken.
        """
        server = web.Server(self._serve, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port).start()
        return f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close everything."""
        await self._deliveries.close()
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = _PATH.fullmatch(request.path)
        if path is None:
            return await self._elsewhere(request)
        method = _KNOWN.get(path["method"].lower(), path["method"])
        try:
            self._check_token(path["token"])
            fields = await _fields(request)
        except Refused as refusal:
            return _answer(refusal.code, refusal.body)
        call = Call(method, fields, self._world.clock())
        self._world.journal.begin(call)
        return await self._carry_out(call, request)

    def _check_token(self, token: str) -> None:
        token, bot = unquote(token), self._world.bot
        if not _TOKEN.fullmatch(token):
            raise not_found()
        if bot.token is None:
            self._world.adopt(token)
        if token != bot.token:
            raise unauthorized()

    async def _carry_out(self, call: Call, request: web.BaseRequest) -> web.StreamResponse:
        fault = self._faults.draw(call.method)
        try:
            await self._before(fault, call, request)
            result = await self._result(call, again=fault is not None and fault.kind == "again")
        except Refused as refusal:
            self._world.journal.finish(call, refusal.code, refusal.description)
            return _answer(refusal.code, refusal.body)
        cut = fault is not None and fault.kind in {"reset after", "silence"}
        self._world.journal.finish(call, 0 if cut else 200, result)
        if fault and fault.kind == "reset after":
            _cut(request)
        elif fault and fault.kind == "silence":
            await asyncio.Event().wait()  # until the bot hangs up
        elif fault and fault.after:
            await asyncio.sleep(fault.after)
        return _answer(200, {"ok": True, "result": result})

    async def _before(self, fault: Fault | None, call: Call, request: web.BaseRequest) -> None:
        """What goes wrong before a request takes effect."""
        if fault is None:
            return
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault.kind == "error":
            more = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
            raise Refused(fault.code, fault.text, **more)
        elif fault.kind == "reset before":
            self._world.journal.finish(call, 0, None)
            _cut(request)
            raise asyncio.CancelledError

    async def _result(self, call: Call, *, again: bool) -> Any:
        known = _NAMES.get(call.method)
        if known is None:
            self._world.journal.report(f"{call.method}: no method of the stand-in")
            raise not_found()
        for name in set(call.fields.names) - known:
            self._world.journal.report(f"{call.method}: unknown parameter {name!r}")
        if call.method in METHODS:
            return METHODS[call.method].call(self._world, call.fields)
        if call.method == "getUpdates":
            return await self._get_updates(call.fields, again=again)
        if call.method == "setWebhook" and call.fields.text("url"):
            return await self._set_webhook(call.fields)
        if call.method == "getWebhookInfo":
            return self._deliveries.info()
        return await self._delete_webhook(call.fields)

    async def _get_updates(self, fields: Fields, *, again: bool) -> Any:
        updates = self._world.updates
        if self._deliveries.webhook:
            raise conflict(_WEBHOOK_ACTIVE)
        updates.allow(allowed_updates(fields))
        offset, limit, timeout = (fields.number(name) for name in ("offset", "limit", "timeout"))
        return await updates.poll(offset, limit, timeout, again=again)

    async def _set_webhook(self, fields: Fields) -> bool:
        webhook = webhook_of(fields)
        self._world.updates.allow(allowed_updates(fields))
        self._world.updates.abort("terminated by setWebhook request")
        if fields.flag("drop_pending_updates"):
            self._world.updates.drop()
        await self._deliveries.set(webhook)
        return True

    async def _delete_webhook(self, fields: Fields) -> bool:
        if fields.flag("drop_pending_updates"):
            self._world.updates.drop()
        await self._deliveries.set(None)
        return True


async def _fields(request: web.BaseRequest) -> Fields:
    """The parameters of a request: of its address, and of its body in any of the forms that Telegram takes."""
    given: dict[str, Any] = dict(request.query)
    kind = request.content_type
    if not request.can_read_body:
        return Fields(given)
    if kind == "multipart/form-data":
        parts = await request.post()
        files = {name: part for name, part in parts.items() if isinstance(part, web.FileField)}
        words = {name: part for name, part in parts.items() if name not in files}
        return Fields(given | words, {name: _upload(part) for name, part in files.items()})
    body = await request.read()
    if kind == "application/json":
        given |= _object(body)
    elif kind == "application/x-www-form-urlencoded":
        given |= dict(parse_qsl(body.decode("utf-8", "surrogateescape"), keep_blank_values=True))
    return Fields(given)


def _upload(part: web.FileField) -> Upload:
    with part.file:
        return Upload(part.filename, part.file.seek(0, os.SEEK_END))


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise bad("can't parse JSON object") from None
    if not isinstance(given, dict):
        raise bad("object expected as the request body")
    return given


def _answer(code: int, body: dict[str, Any]) -> web.Response:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    return web.Response(status=code, body=content, content_type="application/json")


def _cut(request: web.BaseRequest) -> None:
    """End a connection at once, so that the other side meets a reset."""
    transport = request.transport
    if transport is None:
        return
    wire = transport.get_extra_info("socket")
    if wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
