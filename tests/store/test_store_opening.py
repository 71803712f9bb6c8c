"""Opening the database: what is made, and one clear sentence for each thing that can be wrong with it."""

import asyncio
import os
import socket
import stat
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreError
from bot.store import opening
from bot.store.address import file_of, parse_url, shown
from bot.store.database import Database
from bot.store.opening import open_database
from bot.store.owner import sole_owner
from bot.store.tables import metadata

HIDDEN = "s3cr3t"


def at(path):
    return URL.create("sqlite+aiosqlite", database=str(path))


async def refusal(url):
    """The sentence with which a database isn't opened."""
    with pytest.raises(StoreError) as refused:
        async with open_database(url):
            pass
    sentence = str(refused.value)
    assert sentence.startswith(shown(url))
    assert "\n" not in sentence
    return sentence


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def ordinary():
    """A folder in which this process has no more rights than anybody, even when root runs the tests."""
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        if is_root:
            os.seteuid(65534)
        folder = Path(name, "folder")
        folder.mkdir()
        try:
            yield folder
        finally:
            folder.chmod(0o777)
            if is_root:
                os.seteuid(0)


async def test_a_file_and_its_folders_are_made_for_nobody_elses_eyes(tmp_path):
    path = tmp_path / "new" / "folder" / "yuanwen.db"
    async with open_database(at(path)) as database:
        await database.rows(text("SELECT 1"))
        files = sorted(path.parent.iterdir())
        assert [file.name for file in files] == ["yuanwen.db", "yuanwen.db-shm", "yuanwen.db-wal"]
        assert [mode(file) for file in files] == [0o600] * 3
        assert mode(path.parent) == 0o700


async def test_what_was_there_is_there_again(database_url):
    async with open_database(database_url) as database, database.write() as connection:
        await connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
    async with open_database(database_url) as database:
        assert [row.value for row in await database.rows(text("SELECT value FROM meta"))] == ["b"]


async def test_a_database_of_a_newer_version_is_left_alone(database_url):
    async with open_database(database_url) as database, database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    said = await refusal(database_url)
    assert "newer yuanwen" in said
    assert "upgrade yuanwen" in said


async def test_a_database_of_another_program_is_left_alone(database_url):
    async with Database(database_url) as database, database.write() as connection:
        await connection.execute(text("CREATE TABLE updates (id INTEGER)"))
    assert "another program" in await refusal(database_url)
    async with Database(database_url) as database:
        assert await database.rows(text("SELECT id FROM updates")) == []


async def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("亲爱的读者:\n" * 500)
    assert "no SQLite database" in await refusal(at(path))
    assert path.read_text().startswith("亲爱的读者")


async def test_a_damaged_file_is_told_apart(sqlite_url):
    path = file_of(sqlite_url)
    async with open_database(sqlite_url):
        pass
    with path.open("r+b") as file:
        file.seek(100)  # past the header: the list of tables
        file.write(b"\xff" * 3000)
    assert "is damaged" in await refusal(sqlite_url)


async def test_a_folder_is_no_database(tmp_path):
    assert "no SQLite database" in await refusal(at(tmp_path))


async def test_a_folder_that_can_not_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    assert "folder doesn't exist" in await refusal(at(tmp_path / "file" / "yuanwen.db"))


async def test_a_folder_without_permission(ordinary):
    ordinary.chmod(0o555)
    assert "permission denied" in await refusal(at(ordinary / "yuanwen.db"))
    assert "permission denied" in await refusal(at(ordinary / "new" / "yuanwen.db"))


async def test_a_read_only_file(ordinary):
    path = ordinary / "yuanwen.db"
    path.touch()
    path.chmod(0o400)
    assert "permission denied" in await refusal(at(path))


async def test_a_file_in_a_folder_that_became_read_only(ordinary):
    """SQLite needs to make files beside it."""
    path = ordinary / "yuanwen.db"
    async with open_database(at(path)):
        pass
    ordinary.chmod(0o555)
    assert "make the file and its folder writable" in await refusal(at(path))
    ordinary.chmod(0o777)
    async with open_database(at(path)):
        pass


def test_who_may_not_write_may_not_run(ordinary):
    ordinary.chmod(0o555)
    with pytest.raises(StoreError, match="permission denied"), sole_owner(at(ordinary / "yuanwen.db")):
        pass


async def test_a_full_disk(sqlite_url, monkeypatch):
    """The real thing: SQLite is told how many pages there are, and runs out of them."""

    def tight(connection):
        connection.exec_driver_sql("PRAGMA max_page_count = 5")
        metadata.create_all(connection)

    monkeypatch.setattr(opening, "upgrade", tight)
    assert "disk is full" in await refusal(sqlite_url)


async def test_a_file_that_another_program_has_locked(sqlite_url, monkeypatch):
    monkeypatch.setattr("bot.store.database.BUSY_SECONDS", 0.05)
    async with open_database(sqlite_url) as database, database.write():
        assert "locked by another program" in await refusal(sqlite_url)


async def test_a_postgresql_that_nobody_runs():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = await refusal(parse_url(f"postgresql://ann:{HIDDEN}@127.0.0.1:{port}/yuanwen"))
    assert "can't be reached" in said
    assert HIDDEN not in said


async def test_a_postgresql_socket_that_is_not_there(tmp_path):
    assert "can't be reached" in await refusal(parse_url(f"postgresql:///yuanwen?host={tmp_path}"))


async def test_a_postgresql_without_tls():
    async def refuse(reader, writer):
        await reader.readexactly(8)  # the question whether TLS is spoken here
        writer.write(b"N")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        said = await refusal(parse_url(f"postgresql://ann:{HIDDEN}@127.0.0.1:{port}/yuanwen?sslmode=require"))
    assert "no TLS connection" in said
    assert HIDDEN not in said


async def test_an_unknown_database(postgresql):
    assert "create it" in await refusal(postgresql.url("nowhere"))


async def test_a_wrong_password_and_an_unknown_user(postgresql, postgresql_url):
    postgresql.run(f"CREATE ROLE ann LOGIN PASSWORD '{HIDDEN}'")
    rules = postgresql.folder / "pg_hba.conf"
    trusting = rules.read_text()
    rules.write_text(f"local all ann,ben scram-sha-256\n{trusting}")
    postgresql.run("SELECT pg_reload_conf()")
    try:
        for user in ("ann", "ben"):
            said = await refusal(postgresql_url.set(username=user, password=HIDDEN + "!"))
            assert "refused the user or the password" in said
            assert HIDDEN not in said
    finally:
        rules.write_text(trusting)
        postgresql.run("SELECT pg_reload_conf()", "DROP ROLE ann")


async def test_a_user_who_may_make_no_tables(postgresql, postgresql_url):
    postgresql.run("CREATE ROLE reader LOGIN")
    try:
        assert "permission denied" in await refusal(postgresql_url.set(username="reader"))
    finally:
        postgresql.run("DROP ROLE reader")


async def test_a_postgresql_that_takes_no_more_connections(postgresql, postgresql_url):
    postgresql.run("CREATE ROLE single LOGIN CONNECTION LIMIT 0")
    try:
        assert "no more connections" in await refusal(postgresql_url.set(username="single"))
    finally:
        postgresql.run("DROP ROLE single")


async def test_a_postgresql_that_is_read_only(postgresql, postgresql_url):
    postgresql.run(f"ALTER DATABASE {postgresql_url.database} SET default_transaction_read_only = on")
    assert "read-only" in await refusal(postgresql_url)


async def test_a_postgresql_that_is_too_old(postgresql_url, monkeypatch):
    monkeypatch.setattr(opening, "OLDEST_POSTGRESQL", 99)
    assert "yuanwen needs 99 or later" in await refusal(postgresql_url)


async def test_what_is_not_known_names_no_values(database):
    """Whatever else goes wrong, people's words stay out of errors."""
    words = "我的密码是什么"
    with pytest.raises(DBAPIError) as failed:
        await database.rows(text("SELECT * FROM nowhere WHERE question = :words"), {"words": words})
    assert words not in str(failed.value)
    said = opening.sentence(failed.value, database.url)
    assert "please report it" in said
    assert words not in said
