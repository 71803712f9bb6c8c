"""The tables of announcements, as they are after the newest migration. Times are seconds since the epoch, as floats.

States stand in statements as literals: PostgreSQL plans a bound one without the partial index.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.tables import metadata

PENDING: Final = 0
CLAIMED: Final = 1
SENDING: Final = 2
SENT: Final = 3
FAILED: Final = 4
UNKNOWN: Final = 5
DROPPED: Final = 6
"""States of a delivery. One that is to be tried again is pending, with the time before which it isn't."""

SPREADING: Final = 0
UNDER_WAY: Final = 1
HELD: Final = 2
ENDED: Final = 3
CANCELLED: Final = 4
MISSED: Final = 5
IMPOSSIBLE: Final = 6
"""States of an occurrence: its deliveries are being made; they go out; they are paused; all have ended; it was called
off; its time passed while the bot was down; there was nothing that could be sent."""

SEND: Final = 0
EDIT: Final = 1
RECALL: Final = 2
"""What an occurrence does: it sends the announcement, or changes or deletes everywhere what another one sent."""

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("chat", BigInteger, primary_key=True),
    Column("subscribed", Boolean, nullable=False),
    Column("thread", BigInteger),
    Column("quiet_from", SmallInteger),
    Column("quiet_to", SmallInteger),
    Column("zone", String(64)),
    Column("language", String(16)),
    Column("changed_at", Double, nullable=False),
)
"""Which chats receive announcements, and how; quiet hours are minutes of the day in the chat's time zone."""

declined = Table(
    "declined",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("chat", BigInteger, primary_key=True),
    Column("category", String(40), primary_key=True),
)
"""The categories that a chat doesn't want."""

announcements = Table(
    "announcements",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("bot", BigInteger, nullable=False),
    Column("plan", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("planned_by", String(32)),
    Column("approved_by", String(32)),
    Column("next_at", Double),
    Column("cards", Text, nullable=False, server_default=text("'[]'")),
    Column("created_at", Double, nullable=False),
    Column("changed_at", Double, nullable=False),
    Index(
        "announcements_due",
        "bot",
        "next_at",
        sqlite_where=text("state = 'active'"),
        postgresql_where=text("state = 'active'"),
    ),
)
"""What is announced, to whom and when (`plan`, JSON), and when next. Operators are keyed hashes; none is the shell."""

occurrences = Table(
    "occurrences",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("bot", BigInteger, nullable=False),
    Column("announcement", Integer, ForeignKey("announcements.id"), nullable=False),
    Column("kind", SmallInteger, nullable=False, server_default=text("0")),
    Column("due", Double, nullable=False),
    Column("of", Integer),
    Column("state", SmallInteger, nullable=False, server_default=text("0")),
    Column("message", Text),
    Column("pair", Text),
    Column("asked", String(32)),
    Column("cursor", BigInteger),
    Column("reason", Text),
    Column("started_at", Double),
    Column("ended_at", Double),
    UniqueConstraint("announcement", "kind", "due", name="occurrences_once"),
    Index("occurrences_open", "bot", sqlite_where=text("state <= 2"), postgresql_where=text("state <= 2")),
)
"""Each due time of an announcement, once ever, with the message as it goes out. `asked` is a hash of the correction
that operators were last asked about."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("occurrence", Integer, primary_key=True, autoincrement=False),
    Column("chat", BigInteger, primary_key=True),
    Column("bot", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("state", SmallInteger, nullable=False, server_default=text("0")),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("not_before", Double, nullable=False, server_default=text("0")),
    Column("owner", String(32)),
    Column("lease", Double),
    Column("message_id", BigInteger),
    Column("reason", Text),
    Column("at", Double),
    Index(
        "deliveries_waiting",
        "bot",
        "not_before",
        "occurrence",
        "chat",
        sqlite_where=text("state = 0"),
        postgresql_where=text("state = 0"),
    ),
    Index(
        "deliveries_claimed",
        "bot",
        "chat",
        sqlite_where=text("state IN (1, 2)"),
        postgresql_where=text("state IN (1, 2)"),
    ),
)
"""One announcement in one chat, once ever for each occurrence. No foreign key: checking it took PostgreSQL a third of a
fan-out's time, and rows are made in the transaction that has just seen their occurrence."""

slots = Table(
    "slots",
    metadata,
    Column("bot", BigInteger, primary_key=True),
    Column("chat", BigInteger, primary_key=True),
    Column("next_at", Double, nullable=False, server_default=text("0")),
    Column("announcement_at", Double, nullable=False, server_default=text("0")),
    Column("held_until", Double, nullable=False, server_default=text("0")),
)
"""Where several processes take their turns: when the next message may go out, overall (chat 0) and to a chat."""
