"""What the tests of the store share."""

from sqlalchemy import func, select

from bot.store.chats import Chat
from bot.store.writer import Writer

BOT = 123456789
OTHER = 987654321
"""Another bot on the same database."""

NOW = 1_800_000_000.0
DAY = 86_400.0


async def written(database, *writes):
    """Commit some writes as the program does."""
    async with Writer(database) as writer:
        await writer.commit(*writes)


async def everything(database, *columns, where=None):
    """The values of some columns in every row, sorted."""
    statement = select(*columns) if where is None else select(*columns).where(where)
    return sorted(tuple(row) for row in await database.rows(statement))


async def size(database, table):
    return (await database.rows(select(func.count().label("rows")).select_from(table)))[0].rows


def group(number=-100, title="组", status="member", **others):
    return Chat(number, "group", title, status, {"can_send_messages": True}, **others)
