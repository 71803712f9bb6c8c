"""What a setting makes of a chat's wishes, for commands and buttons alike. Pure: writes come out.

A button may hold anything that a strange app sends, so each value is checked here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.announcements import subscriptions
from bot.announcements.subscriptions import ONLY_IF_CHOSEN, Subscription
from bot.replies import short_id
from bot.replies.subscription_ids import GENERAL, HERE, UNSET, Setting
from bot.replies.words import LANGUAGES
from bot.store.writer import Write
from bot.telegram.service import Service
from bot.telegram.subscription_orders import is_zone, quiet_hours


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a setting is chosen.

    Attributes:
        thread: the topic, None for General; inside: whether it is in the chat that is set.
        categories: all that exist.
    """

    inside: bool
    thread: int | None
    categories: Sequence[str]


@dataclass(frozen=True, slots=True)
class Change:
    """What comes of a setting: the wishes from now on, and what is to be written for them."""

    wanted: Subscription
    writes: tuple[Write, ...] = ()


def changed(setting: Setting, was: Subscription, scene: Scene, service: Service) -> Change | None:
    """Carry out a setting; None when it makes no sense, or none any more.

    A chat without a subscription has nothing to set but that. Doing the same twice is the same as doing it once.
    """
    if setting.verb in {"subscribe", "unsubscribe"}:
        return _answered(setting, was, scene, service)
    if not was.subscribed and setting.verb != "open":
        return None
    if setting.verb in {"want", "decline"}:
        return _of_category(setting, was, scene, service)
    return _chosen(setting, was, scene, service) if setting.value else Change(was)


def _answered(setting: Setting, was: Subscription, scene: Scene, service: Service) -> Change:
    """In a forum the topic in which somebody subscribes is the one that receives; in private it stays as it was."""
    chosen: subscriptions.Changes = {"subscribed": setting.verb == "subscribe"}
    if chosen["subscribed"] and scene.inside:
        chosen["thread"] = scene.thread
    refused = was.declined if was.known else was.declined | {*ONLY_IF_CHOSEN}
    writes = subscriptions.answer(service.database, service.bot, was, service.clock(), **chosen)
    return Change(replace(was, declined=refused, known=True, **chosen), writes)


def _of_category(setting: Setting, was: Subscription, scene: Scene, service: Service) -> Change | None:
    category = next((one for one in (*scene.categories, *was.declined) if short_id(one) == setting.value), None)
    if category is None:
        return None
    if setting.verb == "want":
        write = subscriptions.want(service.bot, was.chat, category)
        return Change(replace(was, declined=was.declined - {category}), (write,))
    write = subscriptions.decline(service.database, service.bot, was.chat, category)
    return Change(replace(was, declined=was.declined | {category}), (write,))


def _chosen(setting: Setting, was: Subscription, scene: Scene, service: Service) -> Change | None:
    value = None if setting.value == UNSET else setting.value
    match setting.verb:
        case "quiet":
            hours = quiet_hours(value) if value else None
            return _with(was, service, quiet=hours) if hours or value is None else None
        case "zone":
            return _with(was, service, zone=value) if value is None or is_zone(value) else None
        case "language":
            return _with(was, service, language=value) if value is None or value in LANGUAGES else None
        case "topic" if value == GENERAL:
            return _with(was, service, thread=None)
        case "topic" if value == HERE and scene.inside:
            return _with(was, service, thread=scene.thread)
    return None


def _with(was: Subscription, service: Service, **changes: Any) -> Change:
    write = subscriptions.put(service.database, service.bot, was.chat, service.clock(), **changes)
    return Change(replace(was, **changes), (write,))
