"""How the tables came to be, step by step. Alembic is imported only when there is a step to take."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

if TYPE_CHECKING:  # alembic costs a quarter of the bot's start
    from alembic.config import Config

HEAD: Final = "0002"
"""The newest step; steps have numbers of four digits."""


def upgrade(connection: Connection) -> None:
    """Take every step that a database lacks, in the transaction that the connection is in."""
    from alembic import command  # noqa: PLC0415 - see the module's docstring

    command.upgrade(config(connection), "head")


def config(connection: Connection) -> "Config":
    """What Alembic's commands need to work on a connection."""
    from alembic.config import Config  # noqa: PLC0415 - see the module's docstring

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
