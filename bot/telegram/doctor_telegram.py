"""What `yuanwen doctor` asks Telegram: the token, the clock, how the bot is set up, its groups and its operators."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from bot.settings import Settings
from bot.store.chats import Chat
from bot.telegram.bot_api import REFUSED, Answer, BotApi
from bot.telegram.findings import Finding

MOST_CHATS: Final = 100
"""Groups and channels that are asked about; more would keep the person waiting."""

PAUSE_SECONDS: Final = 0.1
"""Between two requests, so that a running bot has Telegram to itself for the most part."""

CLOCK_SECONDS: Final = 30.0
"""How far the clock may be off: more, and times of announcements and of retention are visibly wrong."""

INSIDE: Final = frozenset({"creator", "administrator", "member", "restricted"})
_GROUPS: Final = ("group", "supergroup")
_WITH_TOKEN: Final = ("privacy", "webhook", "operators", "groups")
"""Checks that are nothing without a token that Telegram takes."""

Sleep = Callable[[float], Awaitable[None]]


async def examine_telegram(
    settings: Settings, chats: Sequence[Chat], clock: Callable[[], float], sleep: Sleep = asyncio.sleep
) -> list[Finding]:
    """Ask Telegram about the bot.

    Args:
        settings: the token, which is empty when there is none, the server, the operators and the groups.
        chats: those that are known.
        clock: seconds since the epoch, as this machine has them.
    """
    token = settings.token.get_secret_value()
    if not token:
        return [_unasked("telegram"), *map(_unasked, _WITH_TOKEN)]
    async with BotApi(settings.api_url, token, sleep) as api:
        me = await api.ask("getMe")
        first = _token(me, settings.api_url)
        found = [first, *_clock(me, clock())]
        if first.state == "bad":
            return [*found, *map(_unasked, _WITH_TOKEN)]
        found += _abilities(me.result)
        found.append(_webhook(await api.ask("getWebhookInfo")))
        inside = [one for one in chats if _is_inside(one)]
        found += _allowed(inside, _with_successors(settings.groups, chats))
        found += await _operators(api, settings, sleep)
        return found + await _chats(api, inside, me.result.get("id", 0), sleep)


def _unasked(check: str) -> Finding:
    return Finding(check, "warning", "not-checked")


def _token(me: Answer, server: str) -> Finding:
    if me.status == 0:
        return Finding("telegram", "bad", "unreachable", {"server": server, "error": me.said})
    if me.is_telegram and me.status in REFUSED:
        return Finding("token", "bad", "token-refused", {"server": server})
    if not isinstance(me.result, dict):
        key = "troubled" if me.is_telegram or me.status >= 500 else "no-server"
        return Finding("telegram", "bad", key, {"server": server, "status": me.status})
    return Finding("token", "ok", "token-good", {"name": str(me.result.get("username")), "id": me.result.get("id", 0)})


def _clock(me: Answer, now: float) -> list[Finding]:
    if me.sent_at is None:
        return []
    ahead = round(now - me.sent_at)
    off = abs(ahead) > CLOCK_SECONDS
    key = "clock-good" if not off else "clock-ahead" if ahead > 0 else "clock-behind"
    return [Finding("clock", "warning" if off else "ok", key, {"seconds": abs(ahead)})]


def _abilities(me: dict[str, Any]) -> list[Finding]:
    found = []
    sees_all = bool(me.get("can_read_all_group_messages"))
    found.append(Finding("privacy", "warning" if sees_all else "ok", "privacy-off" if sees_all else "privacy-on"))
    if not me.get("can_join_groups"):
        found.append(Finding("groups", "warning", "groups-closed"))
    if not me.get("supports_inline_queries"):
        found.append(Finding("inline", "warning", "inline-off"))
    return found


def _webhook(info: Answer) -> Finding:
    if not isinstance(info.result, dict):
        return Finding("webhook", "warning", "refused", {"said": info.said, "status": info.status})
    url = str(info.result.get("url") or "")
    if not url:
        return Finding("webhook", "ok", "webhook-none")
    host = urlsplit(url).hostname or "?"  # the rest of the address may be a secret
    return Finding("webhook", "warning", "webhook-set", {"host": host})


def _is_inside(chat: Chat) -> bool:
    return chat.kind != "private" and chat.status in INSIDE


def _with_successors(groups: frozenset[int], chats: Iterable[Chat]) -> frozenset[int]:
    """The allow-list as the bot follows it: a group on it may have become a supergroup, under another id."""
    return groups | {one.successor for one in chats if one.id in groups and one.successor is not None}


def _allowed(inside: Iterable[Chat], groups: frozenset[int]) -> list[Finding]:
    strangers = [one for one in inside if one.kind in _GROUPS and one.id not in groups] if groups else []
    if not strangers:
        return [Finding("allow-list", "ok", "allow-list-good" if groups else "allow-list-open")]
    return [Finding("allow-list", "warning", "allow-list-lacks", _named(one)) for one in strangers]


async def _operators(api: BotApi, settings: Settings, sleep: Sleep) -> list[Finding]:
    wanted = sorted(settings.operators)
    if not wanted:
        return [Finding("operators", "warning", "operators-none")]
    found = []
    for person in wanted:
        answer = await api.ask("getChat", chat_id=person)
        if answer.result is None:
            values: dict[str, str | int] = {"id": person, "said": answer.said}
            found.append(Finding("operators", "warning", "operator-unreachable", values))
        await sleep(PAUSE_SECONDS)
    if settings.approval and len(wanted) == 1:
        found.append(Finding("operators", "warning", "operators-alone"))
    return found or [Finding("operators", "ok", "operators-good", {"count": len(wanted)})]


async def _chats(api: BotApi, inside: Sequence[Chat], bot: int, sleep: Sleep) -> list[Finding]:
    found: list[Finding] = []
    asked = 0
    for one in inside[:MOST_CHATS]:
        answer = await api.ask("getChatMember", chat_id=one.id, user_id=bot)
        if answer.status in {0, 429}:
            break
        asked += 1
        found += _rights(one, answer)
        await sleep(PAUSE_SECONDS)
    values: dict[str, str | int] = {"asked": asked, "count": len(inside)}
    if asked < len(inside):
        found.append(Finding("groups", "warning", "groups-some", values))
    elif not found:
        found.append(Finding("groups", "ok", "groups-good" if inside else "groups-none", values))
    return found


def _rights(chat: Chat, answer: Answer) -> list[Finding]:
    """What keeps the bot from speaking in a chat."""
    values = _named(chat)
    if not isinstance(answer.result, dict):
        return [Finding("groups", "warning", "group-unreachable", {**values, "said": answer.said})]
    member = answer.result
    status = member.get("status")
    if status not in INSIDE or member.get("is_member") is False:
        return [Finding("groups", "warning", "group-left", values)]
    if status == "restricted" and not member.get("can_send_messages"):
        return [Finding("groups", "bad", "group-muted", values)]
    if chat.kind == "channel" and not member.get("can_post_messages"):
        return [Finding("groups", "bad", "channel-muted", values)]
    return []


def _named(chat: Chat) -> dict[str, str | int]:
    return {"title": chat.title or str(chat.id), "id": chat.id}
