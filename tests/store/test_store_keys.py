"""People and messages as keyed hashes: one key for each database, which shows nowhere."""

import asyncio
import hashlib
import hmac
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_kit import everything

from bot.store.database import Database
from bot.store.keys import Keyring
from bot.store.tables import meta

KEY = bytes(range(32))
PARTS = st.lists(st.integers() | st.text(st.characters(exclude_categories=())), max_size=4).map(tuple)


async def test_the_key_is_made_once_and_kept(database):
    first, second = await Keyring.load(database), await Keyring.load(database)
    assert first == second
    ((kept,),) = await everything(database, meta.c.value)
    assert len(bytes.fromhex(kept)) == 32


async def test_all_who_come_at_once_get_the_same_key(database):
    async with Database(database.url) as other:
        found = await asyncio.gather(*(Keyring.load(one) for one in (database, other) * 4))
    assert len({keyring.hash(1) for keyring in found}) == 1


async def test_two_databases_have_two_keys(sqlite_url, tmp_path):
    from bot.store.opening import open_database

    async with open_database(sqlite_url) as one, open_database(sqlite_url.set(database=str(tmp_path / "2.db"))) as two:
        assert (await Keyring.load(one)).hash(1) != (await Keyring.load(two)).hash(1)


async def test_the_key_shows_nowhere(database, caplog):
    """At the most talkative level neither."""
    caplog.set_level(logging.DEBUG)
    keyring = await Keyring.load(database)
    ((kept,),) = await everything(database, meta.c.value)
    key = bytes.fromhex(kept)
    seen = repr(keyring) + str(keyring) + caplog.text
    assert kept not in seen
    assert str(key) not in seen
    assert str(key)[2:-1] not in seen


def test_a_hash_is_the_first_half_of_an_hmac():
    assert Keyring(KEY).hash(42, "a") == hmac.new(KEY, b'[42,"a"]', hashlib.sha256).hexdigest()[:32]


@pytest.mark.parametrize(
    ("one", "other"), [((1,), ("1",)), ((1, 2), (12,)), (("a", "b"), ("ab",)), (("a,b",), ("a", "b")), ((1,), (-1,))]
)
def test_different_parts_have_different_hashes(one, other):
    assert Keyring(KEY).hash(*one) != Keyring(KEY).hash(*other)


@given(PARTS)
def test_whatever_is_hashed_gives_32_hex_digits(parts):
    made = Keyring(KEY).hash(*parts)
    assert len(made) == 32
    assert set(made) <= set("0123456789abcdef")


@given(PARTS, PARTS)
def test_equal_hashes_are_of_equal_parts(one, other):
    assert (Keyring(KEY).hash(*one) == Keyring(KEY).hash(*other)) == (one == other)
