"""Knowledge made by a process of its own: it fills the cache, gives way to others, and never outlives who wants it."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from program import mill

from bot import cache
from bot.errors import KnowledgeError
from bot.knowledge import loader
from bot.knowledge.loader import load
from bot.matching.fold import fold_all
from bot.telegram.beforehand import NICENESS, made_beforehand

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs programs of one line")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A knowledge in the working directory, and a cache of the test's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:hidden")
    monkeypatch.setenv("YUANWEN_DATABASE_URL", "sqlite:///hidden")
    return mill(tmp_path)


@pytest.fixture
def as_python(tmp_path, monkeypatch):
    """Puts a line of shell in the interpreter's place."""

    def put(line):
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(path))

    return put


ASK = ["--knowledge", "knowledge", "ask", "磨坊哪天重开？"]


async def test_what_it_makes_is_found_in_the_cache(monkeypatch):
    assert await made_beforehand(ASK)
    monkeypatch.setattr(loader, "_prove", None)  # nobody may prove it now
    assert list(load(Path("knowledge"), fold=fold_all).pairs) == ["mill/reopened"]


async def test_problems_are_found_there_too(folder, monkeypatch):
    (folder / "pairs/mill.yaml").write_text("pairs: [\n", encoding="utf-8")
    assert not await made_beforehand(ASK)
    monkeypatch.setattr(loader, "_prove", None)
    with pytest.raises(KnowledgeError, match="mill"):
        load(Path("knowledge"), fold=fold_all)


async def test_another_bot_in_the_working_directory_is_not_run(tmp_path):
    for name in ("__init__", "__main__", "cli"):
        path = tmp_path / "bot" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text("raise SystemExit(3)\n")
    assert await made_beforehand(ASK)


async def test_it_gets_no_secrets_and_no_terminal(tmp_path, as_python):
    as_python(f"env > {tmp_path}/environment; echo shown; echo shown >&2; cat; echo $@ > {tmp_path}/arguments")
    assert await made_beforehand(["ask", "x"])
    environment = (tmp_path / "environment").read_text()
    assert "hidden" not in environment
    assert f"{cache.VARIABLE}={tmp_path}/cache" in environment
    assert (tmp_path / "arguments").read_text().split() == ["-P", "-m", "bot", "ask", "x"]


async def test_it_gives_way_to_others(tmp_path, as_python):
    as_python(f"sleep 0.3; nice > {tmp_path}/niceness")
    assert await made_beforehand(["ask"])
    assert int((tmp_path / "niceness").read_text()) == NICENESS


async def test_whoever_is_cancelled_leaves_no_process(tmp_path, as_python):
    as_python(f"echo $$ > {tmp_path}/number; exec sleep 60")
    task = asyncio.ensure_future(made_beforehand(["ask"]))
    path = tmp_path / "number"
    async with asyncio.timeout(20):
        while not path.exists() or not path.read_text().strip():  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(int(path.read_text()), 0)


async def test_where_nothing_is_kept_nothing_is_made(tmp_path, as_python, monkeypatch):
    as_python(f"touch {tmp_path}/was-here")
    monkeypatch.setenv(cache.VARIABLE, cache.OFF)
    assert not await made_beforehand(["ask"])
    assert not (tmp_path / "was-here").exists()


@pytest.mark.parametrize("program", ["", "/nowhere/python", "/dev/null"])
async def test_without_an_interpreter_nothing_is_made(monkeypatch, program):
    monkeypatch.setattr(sys, "executable", program)
    assert not await made_beforehand(["ask"])


async def test_a_process_that_fails_made_nothing(as_python):
    as_python("exit 1")
    assert not await made_beforehand(["ask"])
