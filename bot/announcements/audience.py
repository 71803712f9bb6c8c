"""Who receives an announcement: the chats of a plan's audience as a statement. Reads what is known of chats."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, false, func, literal, or_, select, true

from bot.announcements.model import Audience, Plan
from bot.store.announced import declined, subscriptions
from bot.store.database import Database
from bot.store.tables import chats


async def count(database: Database, bot: int, plan: Plan) -> int:
    """How many chats would receive a plan's announcement now."""
    recipients = recipients_of(bot, plan).subquery()
    rows = await database.rows(select(func.count().label("chats")).select_from(recipients))
    return int(rows[0].chats)


def recipients_of(bot: int, plan: Plan) -> Select[Any]:
    """The chats that would receive a plan's announcement now, with the topic of each, in columns `chat` and `thread`.

    Only those to which the bot may send as far as is known, and none that has unsubscribed, even if it was chosen.
    """
    audience = plan.audience
    joined = chats.outerjoin(
        subscriptions,
        and_(subscriptions.c.bot == chats.c.bot, subscriptions.c.chat == chats.c.chat, subscriptions.c.bot == bot),
    )
    thread = _thread(audience).label("thread")
    return (
        select(chats.c.chat, thread).select_from(joined).where(chats.c.bot == bot, _can_send(), _wanted(bot, audience))
    )


def _can_send() -> ColumnElement[bool]:
    """What is known of a chat doesn't speak against sending to it; JSON of rights has no spaces."""
    may_post = or_(chats.c.kind != "channel", ~chats.c.rights.contains('"can_post_messages":false', autoescape=True))
    may_speak = chats.c.rights.contains('"can_send_messages":true', autoescape=True)
    inside = chats.c.status.in_(("member", "administrator", "creator"))
    return and_(or_(inside, and_(chats.c.status == "restricted", may_speak)), may_post)


def _wanted(bot: int, audience: Audience) -> ColumnElement[bool]:
    match audience.reach:
        case "all":
            return subscriptions.c.subscribed.is_(true())
        case "categories":
            return and_(subscriptions.c.subscribed.is_(true()), _not_declined(audience))
        case "chats":
            return and_(_chosen(bot, audience), subscriptions.c.subscribed.is_distinct_from(false()))


def _not_declined(audience: Audience) -> ColumnElement[bool]:
    """At least one of the categories is wanted."""
    names = sorted(set(audience.categories))
    refused = select(func.count()).where(
        declined.c.bot == chats.c.bot, declined.c.chat == chats.c.chat, declined.c.category.in_(names)
    )
    return refused.scalar_subquery() < len(names)


def _chosen(bot: int, audience: Audience) -> ColumnElement[bool]:
    """The chosen chats, and the supergroups that some of them have become since."""
    ids = [chat for chat, _ in audience.chats]
    old = chats.alias("old")
    successors = select(old.c.successor).where(old.c.bot == bot, old.c.chat.in_(ids), old.c.successor.is_not(None))
    return or_(chats.c.chat.in_(ids), chats.c.chat.in_(successors))


def _thread(audience: Audience) -> ColumnElement[Any]:
    """The topic chosen for a chat, or else the chat's own choice."""
    own = subscriptions.c.thread
    chosen = [
        (chats.c.chat == chat, literal(thread, BigInteger)) for chat, thread in audience.chats if thread is not None
    ]
    return case(*chosen, else_=own) if chosen else own
