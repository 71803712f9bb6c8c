"""What stands between an operator's wish and an announcement: what is wrong with it, a preview, taking it down.

Reads the tables of chats and subscriptions, writes a row of `announcements`.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from bot.announcements import audience, plans, schedule, subscriptions
from bot.announcements.content import Impossible, message_of
from bot.announcements.model import CATEGORIES, UNDO_SECONDS, Message, Plan, State
from bot.announcements.problems import Problem
from bot.delivery.pace import ANNOUNCEMENTS
from bot.knowledge.model import Knowledge
from bot.store.announced import subscriptions as subscribed
from bot.store.database import Database
from bot.store.tables import chats

INSIDE: Final = frozenset({"member", "administrator", "creator", "restricted"})
"""What the bot is in a chat to which it may send."""

MAX_CATEGORY: Final = 40
"""Signs of a category's name: what the database holds."""

MAX_GRACE: Final = 366 * 86_400
NEXT: Final = 5
"""Coming times that a preview shows."""

_ON: Final = frozenset({"waiting", "active", "paused"})
_CATEGORY: Final = re.compile(rf"[^\W\d_][\w-]{{0,{MAX_CATEGORY - 1}}}")
_CHATS: Final = select(chats.c.chat, chats.c.status, chats.c.successor).where(chats.c.bot == bindparam("of_bot"))
_LEFT: Final = select(subscribed.c.chat).where(
    subscribed.c.bot == bindparam("of_bot"), subscribed.c.subscribed.is_(False)
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What will happen if a plan is taken down.

    Attributes:
        message: as recipients will see it; a daily one shows an example.
        recipients: how many chats there are now.
        next: the coming times, at most five, in seconds since the epoch; now itself for one that goes out at once.
        seconds: how long one round takes at the pace that Telegram allows.
        warnings: what the operator should know.
    """

    message: Message
    recipients: int
    next: tuple[float, ...]
    seconds: float
    warnings: tuple[Problem, ...]


async def problems(database: Database, bot: int, plan: Plan, knowledge: Knowledge, now: float) -> list[Problem]:
    """Everything that is wrong with a plan; none means that it can be taken down.

    Args:
        database: where the bot's chats are.
        bot: who sends.
        plan: as an operator gives it.
        knowledge: as it is now.
        now: seconds since the epoch.
    """
    found = [*_content_problems(plan, knowledge, now), *_category_problems(plan)]
    found += await _audience_problems(database, bot, plan)
    found += schedule.problems(plan.schedule, now)
    if not 0 <= plan.grace <= MAX_GRACE:
        found.append(Problem("grace", {"seconds": plan.grace, "limit": MAX_GRACE}))
    if not found and plan.schedule.when == "now" and not await audience.count(database, bot, plan):
        found.append(Problem("nobody"))
    return found


async def preview_of(database: Database, bot: int, plan: Plan, knowledge: Knowledge, now: float) -> Preview:
    """What will happen if a plan without problems is taken down.

    Raises:
        Impossible: there is nothing that could be sent; `problems` says so too.
    """
    recipients = await audience.count(database, bot, plan)
    at_once = plan.schedule.when == "now"
    return Preview(
        _example(plan, knowledge, now),
        recipients,
        (now,) if at_once else tuple(schedule.upcoming(plan.schedule, now, NEXT)),
        recipients / ANNOUNCEMENTS,
        tuple(await _warnings(database, bot, plan, knowledge, recipients, now)),
    )


async def take_down(  # noqa: PLR0913 - two are by name only, and each is a thing of its own
    database: Database,
    bot: int,
    plan: Plan,
    by: str | None,
    now: float,
    *,
    approval: bool,
    delay: float = UNDO_SECONDS,
) -> int:
    """Take a plan without problems down; whoever runs the bot on this database sends it.

    Args:
        database: where.
        bot: who sends.
        plan: what, to whom, when.
        by: a keyed hash of the operator; None is the shell.
        now: seconds since the epoch.
        approval: whether it waits until another operator approves of it.
        delay: seconds before one that goes out at once does, so that it can be undone.

    Returns:
        The announcement's id.
    """
    due = now + delay if plan.schedule.when == "now" else schedule.next_due(plan.schedule, now)
    state: State = "waiting" if approval else "active"

    def work(connection: Connection) -> int:
        return plans.insert(connection, bot, plan, state, by=by, next_at=due, now=now)

    return await database.work(work)  # not tried again: a lost answer would plan it twice


def category_problem(name: str) -> Problem | None:
    """What is wrong with a category's name; operators may make their own."""
    if _CATEGORY.fullmatch(name) and name != "all":
        return None
    return Problem("category-name", {"category": name[:MAX_CATEGORY], "limit": MAX_CATEGORY})


def _example(plan: Plan, knowledge: Knowledge, now: float) -> Message:
    """What it would say the next time; a daily one shows the first pair of some order."""
    due = schedule.next_due(plan.schedule, now) or now
    return message_of(plan.content, knowledge, {}, 0, due=due, zone=plan.schedule.zone).message


def _content_problems(plan: Plan, knowledge: Knowledge, now: float) -> list[Problem]:
    try:
        _example(plan, knowledge, now)
    except Impossible as impossible:
        return [impossible.problem]
    return []


def _category_problems(plan: Plan) -> list[Problem]:
    found = (category_problem(name) for name in plan.audience.categories)
    return [problem for problem in found if problem]


async def _audience_problems(database: Database, bot: int, plan: Plan) -> list[Problem]:
    if plan.audience.reach == "categories" and not plan.audience.categories:
        return [Problem("no-categories")]
    if plan.audience.reach != "chats":
        return []
    if not plan.audience.chats:
        return [Problem("no-chats")]
    rows = await database.rows(_CHATS, {"of_bot": bot})
    inside = {row.chat for row in rows if row.status in INSIDE}
    inside |= {row.chat for row in rows if row.successor in inside}
    return [Problem("unknown-chat", {"chat": chat}) for chat, _ in plan.audience.chats if chat not in inside]


async def unknown_categories(
    database: Database, bot: int, categories: Collection[str], knowledge: Knowledge
) -> list[Problem]:
    """Which categories no announcement has named yet, and no template: where none is to be made, they are slips."""
    known = await known_categories(database, bot, knowledge)
    unknown = [name for name in categories if name not in known and not category_problem(name)]
    return [Problem("unknown-category", {"category": name, "known": ", ".join(known)}) for name in unknown]


async def known_categories(database: Database, bot: int, knowledge: Knowledge) -> list[str]:
    """Those that everybody has, those of the templates, and those that an announcement has named."""
    named = [template.category for template in knowledge.templates.values()]
    return list(dict.fromkeys([*CATEGORIES, *named, *await subscriptions.categories(database, bot)]))


async def _warnings(  # noqa: PLR0913, PLR0917 - what a preview knows already
    database: Database, bot: int, plan: Plan, knowledge: Knowledge, recipients: int, now: float
) -> list[Problem]:
    found = schedule.warnings(plan.schedule, now)
    if not recipients:
        found.append(Problem("nobody-yet"))
    if plan.audience.reach == "chats":
        left = {row.chat for row in await database.rows(_LEFT, {"of_bot": bot})}
        found += [Problem("unsubscribed-chat", {"chat": chat}) for chat, _ in plan.audience.chats if chat in left]
    if plan.template:
        every = await plans.every(database, bot)
        on = [one.id for one in every if one.plan.template == plan.template and one.state in _ON]
        found += [Problem("template-on", {"template": plan.template, "announcement": one}) for one in on]
    if _is_daily(plan, knowledge):
        found.append(Problem("example"))
    return found


def _is_daily(plan: Plan, knowledge: Knowledge) -> bool:
    if plan.content.source == "template":
        return knowledge.templates[plan.content.name].daily
    return plan.content.source == "daily"
