"""Mistakes that come up on the way: where the fault lies, and how it is told without anybody's words. Pure."""

from typing import Final

from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError, StatementError

from bot.inbox.handling import reason_of
from bot.store.trouble import is_passing

UNREADABLE: Final = "unreadable"
"""Why nothing could be sent: a plan that a newer version of the bot wrote, or somebody's hand."""

__all__ = ["UNREADABLE", "is_of_row", "reason_of"]


def is_of_row(error: Exception) -> bool:
    """Whether an error lies in what was read of one row, and not in the database: other rows may fare better."""
    if is_passing(error):
        return False
    if isinstance(error, DBAPIError):
        return isinstance(error, DataError)
    return isinstance(error, StatementError) or not isinstance(error, SQLAlchemyError)
