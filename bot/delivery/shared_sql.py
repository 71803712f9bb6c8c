"""What the shared pace says to PostgreSQL. Each statement is atomic, and goes by the database's clock.

Row 0 has the next announcement and the silence, a chat's row its second and its minute, and the row of a token when it
may be taken next. Times so far ahead that nothing here can have set them are those of a clock that was put back.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import TextClause, text

from bot.delivery.pace import ALL_CHATS, ANNOUNCEMENTS, CATCH_UP, OVERALL, SECOND, Urgency

TOKENS: Final = OVERALL + 1
"""What Telegram takes in a second; announcements leave the last one to answers, and so keep to `OVERALL`."""

FIRST: Final = -(2**62)
"""The first token, where a chat's id would stand: no chat has it (their ids take 52 bits at most)."""

LENT: Final = 3.0
"""Seconds after which a token comes back by itself. A process that is killed takes some along, which are missed until
then; a request that takes longer is one of a network so slow that the pace is no matter."""

IN_ROW: Final = 10
"""Messages to a group that may follow each other at once, a second apart; then comes one each `EACH` seconds. Together
that is fewer than 20 in any minute, which each process keeps to the message for its own."""

EACH: Final = 6.1

KEPT: Final = 10.0
"""Seconds for which a chat that counts no more is kept, so that a busy one isn't made anew all the time."""

BELIEVED: Final = 60.0
LONGEST: Final = 86_400.0
"""Seconds by which a time may lie ahead and be believed; the latter for a silence."""

_TOKENS: Final = f"slots.bot = CAST(:bot AS bigint) AND slots.chat BETWEEN {FIRST} AND {FIRST + TOKENS - 1}"
_OVERALL: Final = f"slots.bot = CAST(:bot AS bigint) AND slots.chat = {ALL_CHATS}"
_CHAT: Final = "slots.bot = CAST(:bot AS bigint) AND slots.chat = CAST(:chat AS bigint)"
_CLOCK: Final = "clock AS (SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision) AS now)"


def _ahead(column: str, most: float) -> str:
    """Seconds until the time in a column, negative when it is over; 0 if it is too far ahead to be true."""
    return f"(CASE WHEN slots.{column} <= now + {most} THEN slots.{column} - now ELSE 0 END)"


_TOKEN_AHEAD: Final = _ahead("next_at", BELIEVED)
_MINUTE_AHEAD: Final = f"(CASE WHEN slots.chat < 0 THEN {_ahead('announcement_at', 2 * BELIEVED)} ELSE 0 END)"
_ROOM_AHEAD: Final = f"greatest({_TOKEN_AHEAD}, {_MINUTE_AHEAD} - {(IN_ROW - 1) * EACH})"
_SLOT_AHEAD: Final = _ahead("announcement_at", BELIEVED)
_HELD_AHEAD: Final = _ahead("held_until", LONGEST)

_WAITS: Final = f"""
    {_CLOCK},
    tokens AS (SELECT {_TOKEN_AHEAD} AS ahead FROM slots, clock WHERE {_TOKENS}),
    room AS (SELECT {_ROOM_AHEAD} AS ahead FROM slots, clock WHERE {_CHAT}),
    waits AS (
        SELECT {_HELD_AHEAD} AS held, coalesce((SELECT ahead FROM room), 0) AS of_chat, %(overall)s AS overall
        FROM slots, clock WHERE {_OVERALL}
    )"""  # noqa: S608 - of constants
"""What stands in the way, as the statement's beginning finds it."""

_FREE: Final = f"""
    free AS (
        SELECT slots.chat FROM slots, clock
        WHERE {_TOKENS} AND {_TOKEN_AHEAD} <= 0
            AND EXISTS (SELECT FROM waits WHERE greatest(held, of_chat, overall) <= 0)
        ORDER BY slots.next_at LIMIT 1 FOR UPDATE OF slots SKIP LOCKED
    )"""  # noqa: S608 - of constants
"""A token, if nothing is in the way; one that another process is just taking is passed over."""

_SLOT: Final = f"""
    slot AS (
        UPDATE slots SET announcement_at = now + greatest({_SLOT_AHEAD}, -{CATCH_UP}) + {1 / ANNOUNCEMENTS}
        FROM free, clock WHERE {_OVERALL} AND {_SLOT_AHEAD} <= 0 RETURNING 1
    )"""  # noqa: S608 - of constants
"""An announcement's place in the row of all."""

_TAKE: Final = f"""
    noted AS (
        INSERT INTO slots AS known (bot, chat, next_at, announcement_at)
        SELECT CAST(:bot AS bigint), CAST(:chat AS bigint), now + {LENT}, now + {EACH} FROM slot, clock
        ON CONFLICT (bot, chat) DO UPDATE SET next_at = excluded.next_at, announcement_at = least(
            greatest(known.announcement_at + {EACH}, excluded.announcement_at),
            excluded.announcement_at + {IN_ROW * EACH}
        )
        WHERE NOT known.next_at BETWEEN excluded.next_at - {LENT} AND excluded.next_at + {BELIEVED}
        RETURNING next_at
    ),
    taken AS (
        UPDATE slots SET next_at = noted.next_at FROM free, noted
        WHERE slots.bot = CAST(:bot AS bigint) AND slots.chat = free.chat RETURNING slots.chat, slots.next_at
    )
    SELECT taken.chat AS token, taken.next_at AS until, held, of_chat, overall FROM waits LEFT JOIN taken ON true
"""  # noqa: S608 - of constants


def _nth(left: int) -> str:
    """Seconds until a token is free, when so many are to be left to others."""
    return f"(SELECT ahead FROM tokens ORDER BY ahead OFFSET {left} LIMIT 1)"  # noqa: S608 - of a number of ours


def _enter(overall: str, slot: str) -> TextClause:
    waits = _WAITS % {"overall": overall}
    return text(f"WITH {waits},{_FREE},{slot},{_TAKE}")


ENTER: Final[Mapping[Urgency, TextClause]] = {
    "answer": _enter(_nth(0), "slot AS (SELECT 1 FROM free)"),
    "announcement": _enter(f"greatest({_nth(1)}, {_SLOT_AHEAD})", _SLOT),
}
"""Take a token, and note that the chat (`chat`) gets a message: both or neither.

What was in the way may have changed meanwhile, so each row is looked at once more when it is written. Then perhaps
nothing is taken though nothing was in the way, and it is to be tried again.

Returns the token and until when it is lent, or nulls; and the seconds to wait for a silence (`held`), for the chat and
for all else. No row while there are no tokens.
"""

LEAVE: Final = text(f"""
    WITH {_CLOCK}
    UPDATE slots SET next_at = now + {SECOND} FROM clock
    WHERE slots.bot = CAST(:bot AS bigint) AND slots.chat IN (CAST(:token AS bigint), CAST(:chat AS bigint))
        AND slots.next_at = CAST(:until AS double precision)
""")  # noqa: S608 - of constants
"""A message has come to its end: its token and its chat are free a second from now, unless others have them already."""

HOLD: Final = text(f"""
    WITH {_CLOCK}
    UPDATE slots SET held_until = now + greatest({_HELD_AHEAD}, CAST(:seconds AS double precision))
    FROM clock WHERE {_OVERALL}
""")  # noqa: S608 - of constants

SILENCE: Final = text(f"WITH {_CLOCK} SELECT {_HELD_AHEAD} AS held FROM slots, clock WHERE {_OVERALL}")  # noqa: S608 - of constants

MAKE: Final = text(f"""
    INSERT INTO slots (bot, chat)
    SELECT CAST(:bot AS bigint), number FROM generate_series({FIRST}, {FIRST + TOKENS - 1}) AS number
    UNION ALL SELECT CAST(:bot AS bigint), {ALL_CHATS}
    ON CONFLICT DO NOTHING
""")  # noqa: S608 - of constants

TIDY: Final = text(f"""
    WITH {_CLOCK}
    DELETE FROM slots USING clock WHERE slots.bot = CAST(:bot AS bigint) AND slots.chat > {FIRST + TOKENS - 1}
        AND slots.chat <> {ALL_CHATS} AND slots.next_at <= now - {KEPT} AND slots.announcement_at <= now
""")  # noqa: S608 - of constants
"""Chats that count no more: private ones are people, and are kept no longer than they count."""
