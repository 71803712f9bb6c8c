"""People and messages as keyed hashes, so that what is kept of them leads back to nobody. Touches the table `meta`."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final, Self

from sqlalchemy import Connection, select

from bot.store.database import Database
from bot.store.tables import meta
from bot.store.text import as_json

_NAME: Final = "people_key"
_KEY: Final = select(meta.c.value).where(meta.c.name == _NAME)


@dataclass(frozen=True, slots=True)
class Keyring:
    """Hashes with the database's key: a plain hash of so few numbers could be turned back by trying them all."""

    _key: bytes = field(repr=False)

    def hash(self, *parts: int | str) -> str:
        """HMAC-SHA256 of some parts, its first 128 bits as 32 hex digits; 1 and "1" are different parts.

        A person is one part, their number; a message two, its chat's and its own.
        """
        return hmac.new(self._key, as_json(parts).encode("ascii"), hashlib.sha256).hexdigest()[:32]

    @classmethod
    async def load(cls, database: Database) -> Self:
        """The database's key, made when it has none yet; all who come at once get the same."""

        def make(connection: Connection) -> str:
            row = {"name": _NAME, "value": secrets.token_hex(32)}
            connection.execute(database.insert(meta).on_conflict_do_nothing(), row)
            return str(connection.execute(_KEY).scalar_one())

        found = await database.rows(_KEY)
        return cls(bytes.fromhex(found[0].value if found else await database.transact(make)))
