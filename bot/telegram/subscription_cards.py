"""A chat's settings as they are shown, and in which words; reads what the chat wants."""

from dataclasses import dataclass, replace

from telegram import Chat

from bot.announcements import homes, subscriptions
from bot.announcements.homes import Home
from bot.announcements.subscriptions import ONLY_IF_CHOSEN, Subscription
from bot.replies import Reply, Words, words_for
from bot.replies.subscription_ids import Setting
from bot.replies.subscriptions import Card, Topic, language_page, quiet_page, settings_reply, zone_page
from bot.telegram.context import Context
from bot.telegram.subscription_changes import Scene
from bot.telegram.subscription_orders import LINK, shown_hours


@dataclass(frozen=True, slots=True)
class Desk:
    """What a setting needs to know: the chat that is set, what it wanted before, and where it is set."""

    home: Home
    was: Subscription
    scene: Scene


def spoken(wanted: Subscription, scene: Scene, words: Words) -> Words:
    """The words of a card: in the chat itself, where all see it, that one's own language if it has one."""
    return words_for(wanted.language) if scene.inside and wanted.language else words


def home_of(chat: Chat) -> Home:
    """A group or channel from which the bot just heard."""
    return Home(chat.id, chat.type, chat.effective_name or "", forum=bool(chat.is_forum))


async def home_by(number: int, context: Context) -> Home | None:
    """A group or channel by its number, if the bot is there and may be."""
    service = context.service
    return await homes.home(service.database, service.bot, number) if service.allows(number) else None


async def desk_for(home: Home, context: Context, *, inside: bool, thread: int | None = None) -> Desk:
    """All that is known of a chat's wishes.

    Args:
        home: the chat.
        context: the handler's.
        inside: whether it is set in the chat itself; thread: in which topic.
    """
    service = context.service
    was = await subscriptions.get(service.database, service.bot, home.id)
    named = await subscriptions.categories(service.database, service.bot)
    offered = {template.category for template in service.matcher.knowledge.templates.values()} - set(named)
    return Desk(home, was, Scene(inside, thread, [*named, *sorted(offered)]))


def reply_for(setting: Setting, desk: Desk, wanted: Subscription, words: Words, context: Context) -> Reply:
    """What is shown after a setting, in the chat's own language or else in those words: a choice, or all settings."""
    card, words = card_of(desk, wanted, context), spoken(wanted, desk.scene, words)
    pages = {"quiet": quiet_page, "zone": zone_page, "language": language_page}
    if setting.verb in pages and not setting.value:
        return pages[setting.verb](card, words)
    if setting.verb == "subscribe":
        card = replace(card, unasked=tuple(one for one in ONLY_IF_CHOSEN if one in wanted.declined))
    return settings_reply(card, words)


def card_of(desk: Desk, wanted: Subscription, context: Context) -> Card:
    """The settings as they are from now on."""
    home, scene, zone = desk.home, desk.scene, context.service.zone.key
    every = [*scene.categories, *sorted(wanted.declined - set(scene.categories))]
    return Card(
        chat=home.id,
        title=None if scene.inside else home.title,
        link=f"https://t.me/{context.bot_name}?start={LINK}{home.id}" if scene.inside else None,
        subscribed=wanted.subscribed,
        categories=tuple((category, category not in wanted.declined) for category in every),
        topic=_topic(wanted, scene) if home.forum else None,
        here=home.forum and scene.inside and scene.thread is not None and scene.thread != wanted.thread,
        hours=shown_hours(wanted.quiet) if wanted.quiet else None,
        zone=wanted.zone or zone,
        own_zone=zone,
        language=wanted.language,
        muted=not home.writable,
    )


def _topic(wanted: Subscription, scene: Scene) -> Topic:
    if wanted.thread is None:
        return "general"
    return "here" if scene.inside and scene.thread == wanted.thread else "other"
