"""The tables, as they are after the newest migration. Times are seconds since the epoch, as floats."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

DONE: Final = 2
SET_ASIDE: Final = 3
"""States of an update; 0 waits and 1 is claimed. In statements they stand as literals: PostgreSQL plans a bound one
without the partial index."""

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the database knows of itself: the key with which people are made unrecognisable."""

updates = Table(
    "updates",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("update_id", BigInteger, primary_key=True),
    Column("lane", BigInteger, nullable=False),
    Column("state", SmallInteger, nullable=False, server_default=text("0")),
    Column("payload", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("crashes", Integer, nullable=False, server_default=text("0")),
    Column("not_before", Double, nullable=False, server_default=text("0")),
    Column("owner", String(32)),
    Column("lease", Double),
    Column("reason", Text),
    Column("stored_at", Double, nullable=False),
    Column("ended_at", Double),
    CheckConstraint("state <> 2 OR payload IS NULL", name="updates_done_hold_no_text"),
    Index("updates_waiting", "bot", "update_id", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
    Index("updates_claimed", "bot", "lane", sqlite_where=text("state = 1"), postgresql_where=text("state = 1")),
    Index("updates_ended", "ended_at", sqlite_where=text("state >= 2"), postgresql_where=text("state >= 2")),
    Index("updates_set_aside", "bot", "lane", sqlite_where=text("state = 3"), postgresql_where=text("state = 3")),
)
"""Updates in flight, in order within a lane (a chat). A done one keeps its number for a day, and neither text nor lane;
one that was set aside keeps both for a week, for the operator to look into."""

notes = Table(
    "notes",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("chat", BigInteger, primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("person", String(32)),
    Column("until", Double, nullable=False),
    Index("notes_until", "until"),
    Index("notes_person", "bot", "person"),
)
"""What is remembered for a while: conversations, which message answers which question, who floods."""

chats = Table(
    "chats",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("chat", BigInteger, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False, server_default=text("''")),
    Column("status", String(16), nullable=False),
    Column("rights", Text, nullable=False, server_default=text("'{}'")),
    Column("forum", Boolean, nullable=False, server_default=text("false")),
    Column("reason", Text),
    Column("successor", BigInteger),
    Column("changed_at", Double, nullable=False),
)
"""Groups and channels that the bot is or was in, with its rights there; private chats once they blocked the bot."""

people = Table(
    "people",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("language", String(16), nullable=False),
    Column("changed_at", Double, nullable=False),
)
"""The language that a person chose; people are keyed hashes."""

feedback = Table(
    "feedback",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("message", String(32), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("pairs", Text, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("at", Double, nullable=False),
    Index("feedback_at", "at"),
    Index("feedback_person", "bot", "person"),
)
"""Whether an answer helped; the message is a keyed hash too, since a private chat's number is the person's."""

missed = Table(
    "missed",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("person", String(32)),
    Column("question", Text, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("nearest", Text, nullable=False),
    Column("at", Double, nullable=False),
    Index("missed_at", "at"),
    Index("missed_person", "bot", "person"),
)
"""Questions without an answer, with the nearest pairs; the id is a keyed hash of the message that asked."""

pace = Table(
    "pace",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("chat", BigInteger, primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", Double, nullable=False),
)
"""What went out lately to a chat, and until when Telegram wants to be left alone (chat 0 is all of them)."""
