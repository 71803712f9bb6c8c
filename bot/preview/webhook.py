"""Updates brought to the bot's address, and again when it doesn't take them. Speaks HTTP."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from bot.preview.fields import Fields, Json
from bot.preview.refusals import bad
from bot.preview.world import World

PAUSES: Final = (0.1, 0.5, 1.0, 2.0, 4.0)
"""Seconds before an update that wasn't taken is brought again; then it is dropped. Telegram says only "a reasonable
amount of attempts"; its pauses are longer, but nobody wants to wait for them here."""

ANSWER_SECONDS: Final = 10.0
DEFAULT_CONNECTIONS: Final = 40
MOST_CONNECTIONS: Final = 100
"""Deliveries at once (Bot API, setWebhook)."""

_SECRET_SIGNS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_LONGEST_SECRET: Final = 256


@dataclass(slots=True)
class Webhook:
    """Where updates go.

    Attributes:
        under_way: updates that were taken from the queue and not yet by the bot.
        last_error: when a delivery failed last, and why.
    """

    url: str
    secret: str
    connections: int
    under_way: list[Json] = field(default_factory=list)
    last_error: tuple[int, str] | None = None
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)


def webhook_of(fields: Fields) -> Webhook:
    """What a setWebhook asks for.

    Raises:
        Refused: it can't be had.
    """
    url, secret = fields.text("url"), fields.text("secret_token")
    if not url.startswith(("https://", "http://")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > _LONGEST_SECRET or not set(secret) <= _SECRET_SIGNS:
        raise bad("secret token contains unallowed characters" if secret else "secret token is too long")
    wanted = fields.number("max_connections") or DEFAULT_CONNECTIONS
    return Webhook(url, secret, min(max(wanted, 1), MOST_CONNECTIONS))


class Deliveries:
    """Brings what waits to a webhook, as many at once as it allows.

    Args:
        pauses: seconds before each further try.
    """

    def __init__(self, world: World, pauses: tuple[float, ...] = PAUSES) -> None:
        self._world = world
        self._pauses = pauses
        self._session: aiohttp.ClientSession | None = None
        self.webhook: Webhook | None = None
        world.updates.listener = self._push

    async def set(self, webhook: Webhook | None) -> None:
        """Bring updates there from now on; None brings none, and what wasn't taken yet waits."""
        await self.close()
        self.webhook = webhook
        if webhook:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(ANSWER_SECONDS))
            self._push()

    async def close(self) -> None:
        """Stop bringing."""
        tasks = list(self.webhook.tasks) if self.webhook else []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.webhook:
            self._world.updates.put_back(self.webhook.under_way)
            self.webhook = None
        if self._session:
            await self._session.close()
            self._session = None

    def info(self) -> Json:
        """As getWebhookInfo shows it."""
        webhook = self.webhook
        shown: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(self._world.updates)}
        if webhook is None:
            return shown
        shown |= {"url": webhook.url, "max_connections": webhook.connections, "ip_address": "127.0.0.1"}
        shown["allowed_updates"] = self._world.updates.allowed
        shown["pending_update_count"] += len(webhook.under_way)
        if webhook.last_error:
            shown |= {"last_error_date": webhook.last_error[0], "last_error_message": webhook.last_error[1]}
        return shown

    def _push(self) -> None:
        webhook = self.webhook
        while webhook and len(webhook.under_way) < webhook.connections and (update := self._world.updates.take()):
            webhook.under_way.append(update)
            task = asyncio.get_running_loop().create_task(self._bring(webhook, update))
            webhook.tasks.add(task)
            task.add_done_callback(webhook.tasks.discard)

    async def _bring(self, webhook: Webhook, update: Json) -> None:
        for pause in (*self._pauses, None):
            wrong = await self._post(webhook, update)
            if wrong is None:
                break
            webhook.last_error = (self._world.now, wrong)
            self._world.journal.ring()
            if pause is None:
                self._world.journal.report(f"update {update['update_id']} was dropped: {wrong}")
            else:
                await asyncio.sleep(pause)
        webhook.under_way.remove(update)
        self._world.journal.ring()
        self._push()

    async def _post(self, webhook: Webhook, update: Json) -> str | None:
        """Why the bot didn't take an update; None when it did."""
        headers: dict[str, Any] = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        if self._session is None:
            return "Connection closed"
        try:
            async with self._session.post(webhook.url, json=update, headers=headers) as answer:
                await answer.read()
                return None if answer.ok else f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError as error:
            return "Connection refused" if isinstance(error, aiohttp.ClientConnectorError) else "Connection closed"
