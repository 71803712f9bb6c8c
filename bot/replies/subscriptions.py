"""What admins see of a chat's announcements: the settings, what may be chosen, short notices. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.replies.buttons import WIDTH, Rows, column, rows
from bot.replies.ids import short_id
from bot.replies.markup import Block, Span, block
from bot.replies.model import Button, Reply
from bot.replies.split import pack
from bot.replies.subscription_ids import GENERAL, HERE, UNSET, Setting, Verb, encode_setting
from bot.replies.text import echo, shorten, tame
from bot.replies.words import LANGUAGES, Words, words_for

Command = Literal["subscribe", "unsubscribe", "settings"]
Topic = Literal["general", "here", "other"]

MOST_CATEGORIES: Final = 30
"""Shown on one card, so that its keyboard stays below what Telegram takes (100 buttons)."""

HOURS: Final = ("22:00-07:00", "21:00-08:00", "23:00-06:00")
ZONES: Final = (
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
)
"""What is offered; anything else may be typed."""

IN_ROW: Final = 2
TITLE_WIDTH: Final = 60
TYPED_WIDTH: Final = 40


@dataclass(frozen=True, slots=True)
class Card:
    """A chat's settings as they are shown.

    Attributes:
        chat: its id; title: its name, None where the card stands in the chat itself.
        link: an address that opens the settings in private; None where they are.
        subscribed: whether announcements come.
        categories: all that exist, with whether the chat wants them.
        unasked: those of which is to be said that they come only when they are chosen.
        topic: where announcements go; None for a chat without topics. here: whether they may go where the card stands.
        hours: its quiet hours as `22:00-07:00`; None without any.
        zone: the time zone that they go by; own_zone: the bot's, if nobody chose one.
        language: the chosen one of `words.LANGUAGES`; None for that of whoever the bot speaks to.
        muted: whether the bot can't send there.
    """

    chat: int
    subscribed: bool
    zone: str
    own_zone: str
    title: str | None = None
    link: str | None = None
    categories: tuple[tuple[str, bool], ...] = ()
    unasked: tuple[str, ...] = ()
    topic: Topic | None = None
    here: bool = False
    hours: str | None = None
    language: str | None = None
    muted: bool = False


def category_name(category: str, words: Words) -> str:
    """What people call a category: those that always exist have names, others are called as operators named them."""
    try:
        return words.text(f"subscriptions.category.{category}")
    except KeyError:
        return tame(category) or "·"


def settings_reply(card: Card, words: Words, *, buttons: bool = True) -> Reply:
    """What a chat gets, with buttons to change it for those who may."""
    blocks = [_title(card, words), *(_state(card, words) if card.subscribed else [_line("off", words)])]
    if card.muted:
        blocks.append(_line("muted", words))
    if card.link and buttons:
        blocks.append(block(Span(words.text("subscriptions.private"), link=card.link)))
    return Reply(pack([blocks]), _buttons(card, words) if buttons else ())


def _title(card: Card, words: Words) -> Block:
    if card.title is None:
        return block(Span(words.text("subscriptions.title"), bold=True))
    return block(Span(words.text("subscriptions.title-of", title=echo(card.title, TITLE_WIDTH) or "·"), bold=True))


def _state(card: Card, words: Words) -> list[Block]:
    wanted = [name for name, wants in card.categories if wants]
    declined = [name for name, wants in card.categories if not wants]
    blocks = [_line("on", words)]
    if card.topic:
        blocks.append(_line("on-topic", words, topic=words.text(f"subscriptions.topic.{card.topic}")))
    blocks.append(_line("gets", words, names=_names(wanted, words)) if wanted else _line("gets-none", words))
    if declined:
        blocks.append(_line("declined", words, names=_names(declined, words)))
    if card.hours:
        blocks.append(_line("quiet", words, hours=card.hours.replace("-", "–"), zone=card.zone))
    else:
        blocks.append(_line("quiet-none", words))
    if card.language:
        blocks.append(_line("language", words, name=words_for(card.language).text("language.name")))
    else:
        blocks.append(_line("language-each", words))
    if card.unasked:
        blocks.append(block(words.text("subscriptions.chosen-only", names=_names(card.unasked, words))))
    return blocks


def _line(key: str, words: Words, **values: str) -> Block:
    return block(words.text(f"subscriptions.{key}", **values), tight=key not in {"on", "off", "muted"})


def _names(categories: Sequence[str], words: Words) -> str:
    return words.text("list.separator").join(category_name(one, words) for one in categories)


def _buttons(card: Card, words: Words) -> Rows:
    if not card.subscribed:
        return column([_button("subscribe", words, Setting(card.chat, "subscribe"))])
    shown = [_category(card.chat, name, words, wants=wants) for name, wants in card.categories[:MOST_CATEGORIES]]
    topics = [("topic-here", HERE)] if card.here else []
    if card.topic in {"here", "other"}:
        topics.append(("topic-general", GENERAL))
    pages: list[Verb] = ["quiet", "zone", "language"]
    return (
        *rows(shown, IN_ROW),
        tuple(_button(page, words, Setting(card.chat, page)) for page in pages),
        *column(_button(key, words, Setting(card.chat, "topic", value)) for key, value in topics),
        (_button("unsubscribe", words, Setting(card.chat, "unsubscribe")),),
    )


def _button(key: str, words: Words, setting: Setting, **values: str) -> Button:
    return Button(words.text(f"subscriptions.button.{key}", **values), encode_setting(setting))


def _category(chat: int, category: str, words: Words, *, wants: bool) -> Button:
    name = words.text(f"subscriptions.button.{'wanted' if wants else 'declined'}", name=category_name(category, words))
    return Button(
        shorten(name, WIDTH // IN_ROW),
        encode_setting(Setting(chat, "decline" if wants else "want", short_id(category))),
    )


def quiet_page(card: Card, words: Words) -> Reply:
    """Which hours shall be quiet."""
    none = (_button("none", words, Setting(card.chat, "quiet", UNSET)),)
    hours = [
        _chosen(hours.replace("-", "–"), Setting(card.chat, "quiet", hours), words, hours == card.hours)
        for hours in HOURS
    ]
    return _page(card, words, "quiet", (*rows(hours, IN_ROW), none))


def zone_page(card: Card, words: Words) -> Reply:
    """By which clock they go."""
    own = (_button("zone-own", words, Setting(card.chat, "zone", UNSET), zone=card.own_zone),)
    zones = [_chosen(zone, Setting(card.chat, "zone", zone), words, zone == card.zone) for zone in ZONES]
    return _page(card, words, "zone", (*rows(zones, IN_ROW), own))


def language_page(card: Card, words: Words) -> Reply:
    """What the bot shall speak there."""
    each = (_button("language-each", words, Setting(card.chat, "language", UNSET)),)
    languages = [
        _chosen(words_for(one).text("language.name"), Setting(card.chat, "language", one), words, one == card.language)
        for one in LANGUAGES
    ]
    return _page(card, words, "language", (*rows(languages, IN_ROW), each))


def _chosen(label: str, setting: Setting, words: Words, is_chosen: bool) -> Button:
    return Button(words.text("language.in-force", name=label) if is_chosen else label, encode_setting(setting))


def _page(card: Card, words: Words, page: str, buttons: Rows) -> Reply:
    """A choice; how to type something else depends on whether the chat must be named."""
    command = "/settings" if card.title is None else f"/settings {card.chat}"
    asked = block(words.text(f"subscriptions.ask.{page}", command=command))
    back = (_button("back", words, Setting(card.chat, "open")),)
    return Reply(pack([[_title(card, words), asked]]), (*buttons, back))


def choose_reply(command: Command, homes: Sequence[tuple[int, str, bool]], words: Words) -> Reply:
    """Which of the groups and channels that somebody runs a command is about.

    Args:
        command: whose buttons they are.
        homes: each with its id, its title, and whether it receives announcements.
        words: the language.
    """
    more = block(words.text("subscriptions.choose.more", command=command))
    if not homes:
        return Reply(pack([[block(words.text("subscriptions.choose.none"))]]))
    verb: Verb = "open" if command == "settings" else command
    buttons = [
        _chosen(shorten(tame(title), WIDTH - 2) or str(chat), Setting(chat, verb), words, on)
        for chat, title, on in homes
    ]
    return Reply(pack([[block(words.text(f"subscriptions.choose.{command}")), more]]), column(buttons))


def settings_notice(key: Literal["not-admin", "not-yours", "not-allowed"], words: Words) -> Reply:
    """Why nothing happens, in one sentence."""
    return Reply(pack([[block(words.text(f"subscriptions.notice.{key}"))]]))


def unclear_reply(text: str, chat: int | None, words: Words) -> Reply:
    """What was typed is neither hours nor a time zone.

    Args:
        text: as typed.
        chat: the id that the command must name; None within the chat itself.
        words: the language.
    """
    command = "/settings" if chat is None else f"/settings {chat}"
    told = words.text("subscriptions.notice.unclear", text=echo(text, TYPED_WIDTH), command=command)
    return Reply(pack([[block(told)]]))


def setting_toast(key: Literal["changed", "stale", "not-admin", "not-yours"], words: Words) -> str:
    """What a press comes to; plain, at most 200 characters (Bot API, answerCallbackQuery)."""
    return words.text(f"subscriptions.notice.{key}")
