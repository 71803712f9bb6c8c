"""The first tables. Frozen: what comes later is a step of its own."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Double, Integer, SmallInteger, String, Text, text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table("meta", Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))
    _updates()
    _notes()
    _chats_and_people()
    _feedback()
    _missed()
    op.create_table(
        "pace",
        Column("bot", BigInteger, primary_key=True),
        Column("chat", BigInteger, primary_key=True),
        Column("value", Text, nullable=False),
        Column("changed_at", Double, nullable=False),
    )


def downgrade() -> None:
    """Drop them with all that they hold."""
    for table in ("pace", "missed", "feedback", "people", "chats", "notes", "updates", "meta"):
        op.drop_table(table)


def _updates() -> None:
    op.create_table(
        "updates",
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
    )
    _index("updates_waiting", "updates", ["bot", "update_id"], "state = 0")
    _index("updates_claimed", "updates", ["bot", "lane"], "state = 1")
    _index("updates_ended", "updates", ["ended_at"], "state >= 2")
    _index("updates_set_aside", "updates", ["bot", "lane"], "state = 3")


def _notes() -> None:
    op.create_table(
        "notes",
        Column("bot", BigInteger, primary_key=True),
        Column("chat", BigInteger, primary_key=True),
        Column("key", String(200), primary_key=True),
        Column("value", Text, nullable=False),
        Column("person", String(32)),
        Column("until", Double, nullable=False),
    )
    op.create_index("notes_until", "notes", ["until"])
    op.create_index("notes_person", "notes", ["bot", "person"])


def _chats_and_people() -> None:
    op.create_table(
        "chats",
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
    op.create_table(
        "people",
        Column("bot", BigInteger, primary_key=True),
        Column("person", String(32), primary_key=True),
        Column("language", String(16), nullable=False),
        Column("changed_at", Double, nullable=False),
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        Column("bot", BigInteger, primary_key=True),
        Column("message", String(32), primary_key=True),
        Column("person", String(32), primary_key=True),
        Column("pairs", Text, nullable=False),
        Column("helpful", Boolean, nullable=False),
        Column("at", Double, nullable=False),
    )
    op.create_index("feedback_at", "feedback", ["at"])
    op.create_index("feedback_person", "feedback", ["bot", "person"])


def _missed() -> None:
    op.create_table(
        "missed",
        Column("bot", BigInteger, primary_key=True),
        Column("id", String(32), primary_key=True),
        Column("person", String(32)),
        Column("question", Text, nullable=False),
        Column("reason", String(40), nullable=False),
        Column("nearest", Text, nullable=False),
        Column("at", Double, nullable=False),
    )
    op.create_index("missed_at", "missed", ["at"])
    op.create_index("missed_person", "missed", ["bot", "person"])


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    """An index of the rows that a literal condition takes in."""
    op.create_index(name, table, columns, sqlite_where=text(where), postgresql_where=text(where))
