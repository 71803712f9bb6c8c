"""Processes take turns on PostgreSQL, and one that was stopped in its turn loses it. Only SQL."""

from typing import Final

from sqlalchemy import Connection, func, select, text

_END_STOPPED: Final = text("""\
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND application_name = current_setting('application_name')
AND (state = 'idle in transaction' OR state = 'active' AND wait_event = 'ClientRead')
AND state_change < clock_timestamp() - make_interval(secs => :seconds)
""")
"""The sessions of processes that were stopped within a transaction, or between the messages of one statement."""


def take_turn(connection: Connection, number: int, lease: float) -> None:
    """Wait until no other process is in a transaction that took this turn; ours has it until the transaction ends.

    Args:
        connection: in a transaction.
        number: of the turn, the same in all processes.
        lease: seconds after which a process that does nothing within its transaction counts as stopped.

    Raises:
        DBAPIError: others take too long; trying again is of use.
    """
    patience = func.set_config("lock_timeout", f"{lease / 3:g}s", True)
    if not connection.execute(select(func.pg_try_advisory_xact_lock(number), patience)).scalar():
        end_stopped(connection, lease)
        connection.execute(select(func.pg_advisory_xact_lock(number)))


def end_stopped(connection: Connection, lease: float) -> None:
    """Take from processes that were stopped what they have locked: it would stop all others."""
    connection.execute(_END_STOPPED, {"seconds": lease})
