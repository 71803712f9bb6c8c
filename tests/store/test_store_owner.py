"""Who may run the bot on a database: one process on a file, and the system frees it however that process ends."""

import subprocess
import sys

import pytest
from fresh import ROOT, python

from bot.errors import StoreError
from bot.store.address import file_of
from bot.store.opening import open_database
from bot.store.owner import sole_owner

HOLDING = """
import sys, time
from sqlalchemy import URL
from bot.store.owner import sole_owner
with sole_owner(URL.create("sqlite+aiosqlite", database=sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(sqlite_url):
    """Another process that runs on the file."""
    command = [sys.executable, "-c", HOLDING, str(file_of(sqlite_url))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:  # noqa: S603 - the test's own
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


@pytest.mark.usefixtures("holder")
def test_a_second_one_is_refused_in_a_sentence(sqlite_url):
    with pytest.raises(StoreError, match="another `yuanwen run`") as refused, sole_owner(sqlite_url):
        pass
    assert str(file_of(sqlite_url)) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.usefixtures("holder")
def test_it_is_the_same_file_by_whatever_link_it_is_named(sqlite_url, tmp_path):
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(file_of(sqlite_url))
    with pytest.raises(StoreError, match="another `yuanwen run`"), sole_owner(sqlite_url.set(database=str(link))):
        pass


def test_a_link_that_leads_to_itself_is_refused_in_a_sentence(sqlite_url):
    file_of(sqlite_url).symlink_to(file_of(sqlite_url))
    with pytest.raises(StoreError, match=str(file_of(sqlite_url))), sole_owner(sqlite_url):
        pass


@pytest.mark.usefixtures("holder")
async def test_other_commands_work_beside_it(sqlite_url):
    async with open_database(sqlite_url) as database, database.write():
        pass


def test_whoever_was_killed_holds_nothing(sqlite_url, holder):
    holder.kill()
    holder.wait()
    with sole_owner(sqlite_url):
        pass


def test_it_may_be_taken_again_and_again(sqlite_url):
    for _ in range(3):
        with sole_owner(sqlite_url):
            pass


def test_a_command_that_it_starts_does_not_hold_it(sqlite_url, tmp_path):
    with sole_owner(sqlite_url):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        done = python("-c", HOLDING.replace("60", "0"), str(file_of(sqlite_url)), folder=tmp_path)
        assert done.stdout == b"held\n"
    finally:
        child.kill()
        child.wait()


def test_several_may_share_a_postgresql(postgresql_url):
    with sole_owner(postgresql_url), sole_owner(postgresql_url):
        pass


def test_the_lock_is_for_nobody_elses_eyes(sqlite_url):
    with sole_owner(sqlite_url):
        lock = file_of(sqlite_url).with_name("yuanwen.db.lock")
        assert lock.stat().st_mode & 0o777 == 0o600
