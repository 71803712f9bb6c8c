"""The steps by which the tables came to be: up, down, the same as the tables in code, and shipped."""

import json
import subprocess
import sys
import zipfile

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fresh import ROOT, python
from sqlalchemy import MetaData, inspect, text
from store_kit import everything

from bot.store import announced  # noqa: F401 - its tables belong to the metadata
from bot.store.database import Database
from bot.store.migrations import HEAD, config, upgrade
from bot.store.opening import open_database
from bot.store.tables import metadata


async def test_the_migrated_tables_are_those_in_code(database):
    def compare(connection):
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with database.write() as connection:
        assert await connection.run_sync(compare) == []


DEFINITIONS = {
    "sqlite": "SELECT sql FROM sqlite_schema WHERE tbl_name <> 'alembic_version' AND sql IS NOT NULL",
    "postgresql": """
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'
    """,
}


async def test_the_migrated_indexes_and_checks_are_those_in_code(database):
    """Conditions of indexes and checks are what the comparison by Alembic leaves out."""
    definitions = text(DEFINITIONS[database.dialect])
    async with database.write() as connection:
        migrated = sorted((await connection.execute(definitions)).scalars())
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "base"))
        await connection.run_sync(metadata.create_all)
        assert sorted((await connection.execute(definitions)).scalars()) == migrated
    assert sum("state = 0" in definition for definition in migrated) == 2


async def test_down_leaves_nothing_and_up_again_works(database):
    for _ in range(2):
        async with database.write() as connection:
            await connection.run_sync(lambda sync: command.downgrade(config(sync), "base"))
        async with database.write() as connection:
            left = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
            assert left <= {"alembic_version"}
            await connection.run_sync(upgrade)
    async with database.write() as connection:
        assert await connection.run_sync(lambda sync: set(metadata.tables) <= set(inspect(sync).get_table_names()))


async def test_a_step_that_fails_leaves_nothing_behind(database_url, monkeypatch):
    def fail(connection):
        upgrade(connection)
        raise RuntimeError

    monkeypatch.setattr("bot.store.opening.upgrade", fail)
    with pytest.raises(Exception, match="RuntimeError"):
        async with open_database(database_url):
            pass
    async with Database(database_url) as database, database.write() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == []


async def test_the_known_head_is_the_newest_step(database):
    steps = ScriptDirectory(str(ROOT / "bot" / "store" / "migrations"))
    assert steps.get_heads() == [HEAD]
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == HEAD


def test_steps_have_numbers_of_four_digits():
    steps = ScriptDirectory(str(ROOT / "bot" / "store" / "migrations"))
    assert all(len(step.revision) == 4 and step.revision.isdigit() for step in steps.walk_revisions())


def test_a_step_knows_nothing_of_the_tables_as_they_are_now():
    for path in (ROOT / "bot" / "store" / "migrations" / "versions").glob("step_*.py"):
        assert "bot." not in path.read_text("utf-8")


OPENING = """
import asyncio, json, sys
from bot.store.address import parse_url
from bot.store.opening import open_database

async def main():
    async with open_database(parse_url("sqlite:///yuanwen.db")):
        print(json.dumps("alembic" in sys.modules))

asyncio.run(main())
"""


def test_alembic_is_imported_only_when_there_is_a_step_to_take(tmp_path):
    imported = [json.loads(python("-c", OPENING, folder=tmp_path).stdout) for _ in range(2)]
    assert imported == [True, False]


async def test_several_who_open_a_new_database_at_once_make_its_tables_once(database_url):
    address = database_url.render_as_string(hide_password=False)
    code = OPENING.replace('parse_url("sqlite:///yuanwen.db")', f"__import__('sqlalchemy').make_url({address!r})")
    started = [
        subprocess.Popen(  # noqa: ASYNC220, S603 - the arguments are the test's own
            [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    said = [process.communicate(timeout=60)[1].decode() for process in started]
    assert said == [""] * 4
    async with Database(database_url) as database:
        version = MetaData()
        async with database.write() as connection:
            await connection.run_sync(version.reflect)
        assert await everything(database, version.tables["alembic_version"].c.version_num) == [(HEAD,)]


def test_the_wheel_carries_the_steps(tmp_path):
    pytest.importorskip("hatchling")
    built = subprocess.run(  # noqa: S603 - the arguments are the test's own
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr.decode()
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    ours = {str(path.relative_to(ROOT)) for path in (ROOT / "bot" / "store" / "migrations").rglob("*.py")}
    assert ours <= set(names)
