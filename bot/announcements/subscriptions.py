"""Which chats receive announcements, and how: reads and writes `subscriptions` and `declined`. Knows no Telegram."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, TypedDict, Unpack

from sqlalchemy import (
    Executable,
    Select,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal_column,
    null,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.announcements.model import CATEGORIES
from bot.store.announced import announcements, declined, deliveries, occurrences, subscriptions
from bot.store.database import Database
from bot.store.writer import Write

ONLY_IF_CHOSEN: Final = ("daily",)
"""Categories that a chat doesn't get by subscribing: one message a day is for those who ask for it."""

UNWANTED: Final = "unsubscribed"
MOVED: Final = "the group has a new id, under which it has this delivery already"

_OF_CHAT: Final = and_(subscriptions.c.bot == bindparam("of_bot"), subscriptions.c.chat == bindparam("of_chat"))
_OWN: Final = and_(declined.c.bot == bindparam("of_bot"), declined.c.chat == bindparam("of_chat"))
_PENDING: Final = and_(
    deliveries.c.bot == bindparam("of_bot"),
    deliveries.c.chat == bindparam("of_chat"),
    deliveries.c.state == literal_column("0"),
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a chat wants.

    Attributes:
        chat: its id.
        subscribed: whether it receives announcements; one that doesn't want them any more keeps its wishes.
        thread: the topic that receives them; None for General, and for chats without topics.
        quiet: from which to which minute of the day nothing is to arrive; None at no time. It may span midnight.
        zone: the IANA time zone of its quiet hours; None for the bot's own.
        language: of what the bot says there; None for that of whoever it speaks to.
        declined: the categories that it doesn't want.
        known: whether it ever said that it wants announcements, or that it doesn't, since the bot has come.
    """

    chat: int
    subscribed: bool = False
    thread: int | None = None
    quiet: tuple[int, int] | None = None
    zone: str | None = None
    language: str | None = None
    declined: frozenset[str] = frozenset()
    known: bool = True


class Changes(TypedDict, total=False):
    """What may be changed of a subscription, each by itself; see `Subscription`."""

    subscribed: bool
    thread: int | None
    quiet: tuple[int, int] | None
    zone: str | None
    language: str | None


_GET: Final = select(subscriptions).where(_OF_CHAT)
_LANGUAGE: Final = select(subscriptions.c.language).where(_OF_CHAT)
_DECLINED: Final = select(declined.c.category).where(_OWN)
_WANT: Final = delete(declined).where(_OWN, declined.c.category == bindparam("of_category"))
_LEAVE: Final = delete(subscriptions).where(_OF_CHAT, subscriptions.c.subscribed)

_one, _choice, _delivery = subscriptions.alias("one"), declined.alias("choice"), deliveries.alias("delivery")
_HAS_ONE: Final = exists().where(_one.c.bot == bindparam("of_bot"), _one.c.chat == bindparam("new"))
_HAS_CHOSEN: Final = exists().where(
    _choice.c.bot == bindparam("of_bot"),
    _choice.c.chat == bindparam("new"),
    _choice.c.category == declined.c.category,
)
_HAS_DELIVERY: Final = exists().where(
    _delivery.c.occurrence == deliveries.c.occurrence, _delivery.c.chat == bindparam("new")
)
_MOVE: Final = update(subscriptions).where(_OF_CHAT, ~_HAS_ONE).values(chat=bindparam("new"), thread=null())
_MOVE_CHOICES: Final = update(declined).where(_OWN, ~_HAS_CHOSEN).values(chat=bindparam("new"))
_MOVE_DELIVERIES: Final = (
    update(deliveries).where(_PENDING, ~_HAS_DELIVERY).values(chat=bindparam("new"), thread=null())
)
_OF_SENDINGS: Final = select(occurrences.c.id).where(
    occurrences.c.bot == bindparam("of_bot"),
    occurrences.c.state <= literal_column("2"),
    occurrences.c.kind == literal_column("0"),
)
_TAKE_BACK: Final = (
    update(deliveries)
    .where(_PENDING, deliveries.c.occurrence.in_(_OF_SENDINGS))
    .values(state=literal_column("6"), reason=UNWANTED)
)
"""What a chat was still to receive; what is corrected or recalled of that which it has received goes on."""
_FORGET: Final = delete(subscriptions).where(_OF_CHAT)
_FORGET_CHOICES: Final = delete(declined).where(_OWN)
_DROP_DELIVERIES: Final = (
    update(deliveries).where(_PENDING).values(state=literal_column("6"), reason=MOVED, at=bindparam("now"))
)


async def get(database: Database, bot: int, chat: int) -> Subscription:
    """What a chat wants; of one that never said so, what it declined when the bot was there before."""
    asked = {"of_bot": bot, "of_chat": chat}
    refused = frozenset(row.category for row in await database.rows(_DECLINED, asked))
    found = await database.rows(_GET, asked)
    if not found:
        return Subscription(chat, declined=refused, known=False)
    row = found[0]
    quiet = None if row.quiet_from is None or row.quiet_to is None else (row.quiet_from, row.quiet_to)
    return Subscription(chat, row.subscribed, row.thread, quiet, row.zone, row.language, refused)


async def language(database: Database, bot: int, chat: int) -> str | None:
    """What the bot shall speak in a chat; None when nobody chose."""
    found = await database.rows(_LANGUAGE, {"of_bot": bot, "of_chat": chat})
    return found[0].language if found else None


async def categories(database: Database, bot: int) -> list[str]:
    """All that exist: those that always do, and then those that announcements name."""
    found = await database.rows(database.statement(_named), {"of_bot": bot})
    return [*CATEGORIES, *sorted({str(row.category) for row in found} - set(CATEGORIES))]


def put(database: Database, bot: int, chat: int, at: float, **changes: Unpack[Changes]) -> Write:
    """Change some of what a chat wants; the rest stays, also when it is changed elsewhere at the same time.

    Args:
        database: where it will be written.
        bot: whose subscriber it is.
        chat: its id.
        at: seconds since the epoch.
        changes: what is to be otherwise.
    """
    row: dict[str, Any] = {name: value for name, value in changes.items() if name != "quiet"}
    if "quiet" in changes:
        row["quiet_from"], row["quiet_to"] = changes["quiet"] or (None, None)
    statement = database.statement(_changing((*sorted(row), "changed_at")))
    return Write(statement, {"subscribed": False, **row, "bot": bot, "chat": chat, "changed_at": at})


def answer(database: Database, bot: int, was: Subscription, at: float, **changes: Unpack[Changes]) -> tuple[Write, ...]:
    """A chat says whether it wants announcements; the first time, those categories are left out that want to be chosen.

    After a no it gets nothing more, whatever is under way.

    Args:
        database: where it will be written.
        bot: whose subscriber it is.
        was: what it wanted before.
        at: seconds since the epoch.
        changes: `subscribed`, and what it wants besides.
    """
    unasked = () if was.known else ONLY_IF_CHOSEN
    says_no = not changes.get("subscribed", True)
    return (
        put(database, bot, was.chat, at, **changes),
        *(decline(database, bot, was.chat, one) for one in unasked),
        *(_take_back(bot, was.chat) if says_no else ()),
    )


def decline(database: Database, bot: int, chat: int, category: str) -> Write:
    """A chat doesn't want a category."""
    return Write(database.statement(_decline), {"bot": bot, "chat": chat, "category": category})


def want(bot: int, chat: int, category: str) -> Write:
    """A chat wants a category, again or because it chose it."""
    return Write(_WANT, {"of_bot": bot, "of_chat": chat, "of_category": category})


def leave(bot: int, chat: int) -> tuple[Write, ...]:
    """The bot is out of a chat: its yes ends, so that whoever takes the bot back is asked anew; its noes stay."""
    return (Write(_LEAVE, {"of_bot": bot, "of_chat": chat}), *_take_back(bot, chat))


def _take_back(bot: int, chat: int) -> tuple[Write, ...]:
    """What waits to be sent to a chat is not sent any more."""
    return (Write(_TAKE_BACK, {"of_bot": bot, "of_chat": chat}),)


def move(bot: int, old: int, new: int, at: float) -> tuple[Write, ...]:
    """A group became a supergroup: what it wants and what it is to receive still go along.

    Where the new id has a subscription or a delivery already, that one stays.
    """
    if old == new:
        return ()
    row = {"of_bot": bot, "of_chat": old}
    moving = row | {"new": new}
    return (
        *(Write(statement, moving) for statement in (_MOVE, _MOVE_CHOICES, _MOVE_DELIVERIES)),
        *(Write(statement, row) for statement in (_FORGET, _FORGET_CHOICES)),
        Write(_DROP_DELIVERIES, row | {"now": at}),
    )


@cache
def _changing(names: tuple[str, ...]) -> Callable[[Database], Executable]:
    """Makes the statement that changes some columns; the same object each time, as the database asks for it."""
    return partial(_change, names=names)


def _change(database: Database, names: tuple[str, ...]) -> Executable:
    insert = database.insert(subscriptions)
    changed = {name: insert.excluded[name] for name in names}
    return insert.on_conflict_do_update(index_elements=["bot", "chat"], set_=changed)


def _decline(database: Database) -> Executable:
    return database.insert(declined).on_conflict_do_nothing()


def _named(database: Database) -> Select[Any]:
    """The two databases take lists out of JSON differently."""
    if database.dialect == "postgresql":
        listed = func.jsonb_array_elements_text(cast(announcements.c.plan, JSONB)["audience"]["categories"])
        named = select(listed.label("category"))
    else:
        each = func.json_each(announcements.c.plan, "$.audience.categories").table_valued("value")
        named = select(each.c.value.label("category")).select_from(announcements).join(each, literal_column("1"))
    return named.where(announcements.c.bot == bindparam("of_bot")).distinct()
