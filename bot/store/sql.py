"""What SQLite and PostgreSQL say differently: the time, and a list of numbers as one parameter. Pure."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Double, all_, any_, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from bot.store.database import Dialect


def now(dialect: Dialect) -> ColumnElement[float]:
    """Seconds since the epoch: PostgreSQL's own clock, since several processes share it; else the parameter `now`."""
    if dialect == "postgresql":
        return cast(func.extract("epoch", func.clock_timestamp()), Double)
    return bindparam("now", type_=Double)


def among(dialect: Dialect, numbers: Column[int], name: str) -> ColumnElement[bool]:
    """Whether a number is in the list that is the parameter `name`; the statement's text is the same for any length."""
    if dialect == "postgresql":
        return numbers == any_(bindparam(name, type_=ARRAY(BigInteger)))
    return numbers.in_(_listed(name))


def not_among(dialect: Dialect, numbers: Column[int], name: str) -> ColumnElement[bool]:
    """Whether a number is not in the list that is the parameter `name`."""
    if dialect == "postgresql":
        return numbers != all_(bindparam(name, type_=ARRAY(BigInteger)))
    return numbers.not_in(_listed(name))


def listed(dialect: Dialect, numbers: Iterable[int]) -> list[int] | str:
    """A list of numbers as the parameter of `among`."""
    return list(numbers) if dialect == "postgresql" else json.dumps(list(numbers))


def _listed(name: str) -> Any:
    each = func.json_each(bindparam(name)).table_valued("value", name=f"each_{name}")
    return select(column("value")).select_from(each)
