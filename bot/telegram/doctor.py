"""`yuanwen doctor`: looks into everything that the bot needs and says what it found. Changes nothing.

Works beside a running bot: it takes no lock for longer than a moment, asks for no updates, changes no table.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.encoding.choice import OFF, open_encoder
from bot.errors import KnowledgeError, YuanwenError
from bot.knowledge.model import Knowledge
from bot.settings import Settings, redact
from bot.telegram.doctor_database import Store, examine_database
from bot.telegram.doctor_telegram import examine_telegram
from bot.telegram.findings import Finding
from bot.telegram.logs import configure_logging

Load = Callable[[], Knowledge]


def doctor(settings: Settings, faults: Sequence[str], load: Load) -> list[Finding]:
    """Do every check, whatever the others found.

    Args:
        settings: those that can be used; the others have their defaults, and the token is empty when it is wrong.
        faults: what is wrong with the others, a sentence each.
        load: reads the knowledge; what it raises is a finding.

    Returns:
        In the order in which they are best read; no secret is in them.
    """
    configure_logging(settings.log, "error", settings.secrets)
    return asyncio.run(examine(settings, faults, load))


async def examine(
    settings: Settings,
    faults: Sequence[str],
    load: Load,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> list[Finding]:
    """The same within a loop.

    Args:
        clock: seconds since the epoch, as this machine has them; sleep: waits for some seconds.
    """
    found = [Finding("settings", "bad", "sentence", {"said": fault}) for fault in faults]
    found = found or [Finding("settings", "ok", "settings-good")]
    store = await _store(settings, clock())
    try:
        found += await examine_telegram(settings, store.chats, clock, sleep)
    except Exception as error:  # noqa: BLE001 - a mistake of ours must not hide what else there is to tell
        found.append(_mistake("telegram", error))
    found += store.findings
    found += [_knowledge(load), _encoder(settings.encoder)]
    return [_without_secrets(finding, settings) for finding in found]


async def _store(settings: Settings, now: float) -> Store:
    try:
        return await examine_database(settings.database_address, settings.bot, now)
    except Exception as error:  # noqa: BLE001 - see above
        return Store([_mistake("database", error)])


def _knowledge(load: Load) -> Finding:
    try:
        knowledge = load()
    except KnowledgeError as error:
        values: dict[str, str | int] = {"count": len(error.problems), "first": str(error.problems[0])}
        return Finding("knowledge", "bad", "knowledge-broken", values)
    except YuanwenError as error:
        return Finding("knowledge", "bad", "sentence", {"said": str(error)})
    except Exception as error:  # noqa: BLE001 - see above
        return _mistake("knowledge", error)
    counts: dict[str, str | int] = {"articles": len(knowledge.articles), "pairs": len(knowledge.pairs)}
    return Finding("knowledge", "ok", "knowledge-good", counts)


def _encoder(choice: str) -> Finding:
    if choice == OFF:
        return Finding("encoder", "ok", "encoder-off")
    try:
        encoder = open_encoder(choice)
        if encoder is None:
            return Finding("encoder", "ok", "encoder-none")
        encoder.encode(["原文"])  # loads it
    except YuanwenError as error:
        return Finding("encoder", "bad", "sentence", {"said": str(error)})
    except Exception as error:  # noqa: BLE001 - see above
        return _mistake("encoder", error)
    return Finding("encoder", "ok", "encoder-good", {"name": encoder.name})


def _mistake(check: str, error: Exception) -> Finding:
    return Finding(check, "bad", "mistake", {"error": type(error).__name__})


def _without_secrets(finding: Finding, settings: Settings) -> Finding:
    """Titles and refusals come from outside, and nobody knows what they hold."""
    values = {name: _struck(value, settings.secrets) for name, value in finding.values.items()}
    return replace(finding, values=values)


def _struck(value: str | int, secrets: Sequence[str]) -> str | int:
    if isinstance(value, int):
        return value
    text = redact(value)
    for secret in secrets:
        text = text.replace(secret, "[secret]") if len(secret) >= 6 else text
    return text
