"""Announcements: who receives them, what is planned, what went where. Frozen: what comes later is a step of its own."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _chats()
    _announcements()
    _occurrences()
    _deliveries()
    _slots()


def downgrade() -> None:
    """Drop them with all that they hold."""
    for table in ("slots", "deliveries", "occurrences", "announcements", "declined", "subscriptions"):
        op.drop_table(table)


def _chats() -> None:
    op.create_table(
        "subscriptions",
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
    op.create_table(
        "declined",
        Column("bot", BigInteger, primary_key=True),
        Column("chat", BigInteger, primary_key=True),
        Column("category", String(40), primary_key=True),
    )


def _announcements() -> None:
    op.create_table(
        "announcements",
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
    )
    op.create_index(
        "announcements_due",
        "announcements",
        ["bot", "next_at"],
        sqlite_where=text("state = 'active'"),
        postgresql_where=text("state = 'active'"),
    )


def _occurrences() -> None:
    op.create_table(
        "occurrences",
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
    )
    op.create_index(
        "occurrences_open", "occurrences", ["bot"], sqlite_where=text("state <= 2"), postgresql_where=text("state <= 2")
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
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
    )
    op.create_index(
        "deliveries_waiting",
        "deliveries",
        ["bot", "not_before", "occurrence", "chat"],
        sqlite_where=text("state = 0"),
        postgresql_where=text("state = 0"),
    )
    op.create_index(
        "deliveries_claimed",
        "deliveries",
        ["bot", "chat"],
        sqlite_where=text("state IN (1, 2)"),
        postgresql_where=text("state IN (1, 2)"),
    )


def _slots() -> None:
    op.create_table(
        "slots",
        Column("bot", BigInteger, primary_key=True),
        Column("chat", BigInteger, primary_key=True),
        Column("next_at", Double, nullable=False, server_default=text("0")),
        Column("announcement_at", Double, nullable=False, server_default=text("0")),
        Column("held_until", Double, nullable=False, server_default=text("0")),
    )
