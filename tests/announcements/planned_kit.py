"""What the tests of planning and control share: a small knowledge, and announcements in whatever state a test needs."""

from dataclasses import replace

from announced_kit import BOT, a_plan, group
from sqlalchemy import select

from bot.announcements import plans
from bot.announcements.model import Content
from bot.knowledge.model import Article, Every, Excerpt, Knowledge, Pair, Template
from bot.store.announced import ENDED, SEND, SENT, deliveries, occurrences
from bot.store.text import as_json

NOON = 1_800_000_000.0
"""2027-01-15 16:00 in Shanghai."""

ZONE = "Asia/Shanghai"


def a_pair(name, text, question=None, note=None):
    excerpt = Excerpt("mill", text, 2, 0, len(text))
    return Pair(f"mill/{name}", "mill", question or f"{name}?", (), (excerpt,), note=note)


def a_knowledge(*pairs, **templates):
    article = Article("mill", "磨坊重开\n", "磨坊重开", "乡报", "2024-03-05", url="https://example.org/mill")
    found = {pair.id: pair for pair in pairs or (a_pair("reopened", "磨坊在3月5日重开。"),)}
    made = {name: a_template(name, **values) for name, values in templates.items()}
    return Knowledge({"mill": article}, found, templates=made)


def a_template(name, category="news", **values):
    every = values.pop("every", None)
    return Template(name, {"": name}, category, every=Every(**every) if every else None, **values)


def of_pair(name="reopened", **others):
    return replace(a_plan(**others), content=Content("pair", f"mill/{name}"))


async def planned(database, plan=None, state="active", *, by=None, next_at=None):
    """An announcement in some state."""
    plan = plan or a_plan()
    return await database.work(
        lambda connection: plans.insert(connection, BOT, plan, state, by=by, next_at=next_at, now=NOON)
    )


async def happened(database, announcement, states=(SENT,), **values):
    """An occurrence with deliveries in some states, to the groups in order; returns its id."""
    row = {"bot": BOT, "announcement": announcement, "kind": SEND, "due": NOON, "state": ENDED} | values
    if "message" in row and row["message"] is not None:
        row["message"] = as_json(row["message"].as_json())

    def work(connection):
        made = occurrences.insert().values(row).returning(occurrences.c.id)
        occurrence = connection.execute(made).scalar_one()
        rows = [
            {"occurrence": occurrence, "chat": group(number), "bot": BOT, "state": state}
            | {"message_id": number + 1 if state == SENT else None, "reason": f"because {state}", "at": NOON}
            for number, state in enumerate(states)
        ]
        if rows:
            connection.execute(deliveries.insert(), rows)
        return occurrence

    return await database.work(work)


async def states_in(database, occurrence):
    """The states of an occurrence's deliveries, by the groups in order."""
    found = await database.rows(
        select(deliveries.c.state).where(deliveries.c.occurrence == occurrence).order_by(deliveries.c.chat.desc())
    )
    return [row.state for row in found]


async def runs_of(database, announcement):
    """Its occurrences, the oldest first."""
    return (await plans.occurrences_of(database, BOT, announcement))[::-1]
