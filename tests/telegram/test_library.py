"""The knowledge in force: what changes is taken up while questions are answered, what is broken changes nothing."""

import asyncio
import gc
import shutil
import threading
import weakref
from contextlib import asynccontextmanager

import pytest
import structlog
from program import ARTICLE, EXCERPT, QUESTION, SECOND_PAIR, SECOND_QUESTION, mill, start

from bot.knowledge.loader import load
from bot.knowledge.watch import fingerprint
from bot.matching.fold import fold_all
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer
from bot.preview.standin import StandIn
from bot.telegram import library
from bot.telegram.library import Library

PAUSE = 0.02
TOKEN = "70001:AAfake_token-that_must-never_be-shown_1"  # noqa: S105 - of no bot


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(library, "LOOK_SECONDS", PAUSE)


@pytest.fixture
def folder(tmp_path):
    return mill(tmp_path)


class Watched:
    """A library that is watched, and what it reported."""

    def __init__(self, folder, load=None, **how):
        self.folder = folder
        self.loads = 0
        self.reports = []
        self.trouble = None
        self._load = load or self.made
        self.library = Library(self.made(), folder, self._counted, **how)

    def made(self):
        return Matcher(load(self.folder, fold=fold_all))

    def _counted(self):
        self.loads += 1
        return self._load()

    async def report(self, problems):
        self.reports.append(problems)
        if isinstance(self.trouble, Exception):
            raise self.trouble
        return not self.trouble

    @asynccontextmanager
    async def watching(self):
        stop = asyncio.Event()
        task = asyncio.ensure_future(self.library.watch(stop, self.report))
        try:
            yield self
        finally:
            stop.set()
            await asyncio.wait_for(task, 20)

    def answers(self, question):
        return isinstance(self.library.matcher.ask(question)[0], Answer)

    def add_pair(self):
        with (self.folder / "pairs/mill.yaml").open("a", encoding="utf-8") as file:
            file.write(SECOND_PAIR)

    def break_pairs(self, text="pairs: [\n"):
        (self.folder / "pairs/mill.yaml").write_text(text, encoding="utf-8")

    async def looks(self, times=5):
        """Let it look a few times."""
        await asyncio.sleep(PAUSE * times * 2)


async def until(look):
    async with asyncio.timeout(20):
        while not look():  # noqa: ASYNC110 - what is waited for happens in files and in threads
            await asyncio.sleep(PAUSE / 4)


async def test_a_new_pair_is_answered_without_a_restart(folder):
    async with Watched(folder).watching() as watched:
        assert not watched.answers(SECOND_QUESTION)
        with structlog.testing.capture_logs() as lines:
            watched.add_pair()
            await until(lambda: watched.answers(SECOND_QUESTION))
            await watched.looks()
    assert watched.answers(QUESTION)
    assert watched.reports == []
    assert [(line["event"], line["articles"], line["pairs"]) for line in lines] == [("knowledge taken up", 1, 2)]
    assert watched.loads == 1


async def test_nothing_is_read_while_nothing_changes(folder):
    async with Watched(folder).watching() as watched:
        await watched.looks()
    assert watched.loads == 0


async def test_a_change_before_the_watch_began_is_seen(folder):
    """Between the load of the first matcher and the first look."""
    seen = fingerprint(folder)
    watched = Watched(folder, seen=seen)
    watched.add_pair()
    async with watched.watching():
        await until(lambda: watched.answers(SECOND_QUESTION))


async def test_files_that_are_still_being_written_are_waited_for(folder):
    async with Watched(folder).watching() as watched:
        path = folder / "articles/mill.txt"
        with path.open("a", encoding="utf-8") as file:
            for _ in range(40):
                file.write("又一行。\n")
                file.flush()
                await asyncio.sleep(PAUSE / 2)
                assert watched.loads == 0
        await until(lambda: "又一行" in watched.library.knowledge.articles["mill"].text)
    assert watched.loads == 1


async def test_what_changes_while_it_is_read_is_read_again(folder):
    """Half of the old and half of the new is no knowledge that anybody meant, and no fault to tell anybody of."""

    def change_and_load():
        if watched.loads == 1:
            (folder / "pairs/mill.yaml").write_text("pairs: []\n", encoding="utf-8")
            raise RuntimeError
        return watched.made()

    watched = Watched(folder, change_and_load)
    async with watched.watching():
        (folder / "synonyms.yaml").write_text("groups: [[磨坊, 碾坊]]\n", encoding="utf-8")
        await until(lambda: not watched.library.knowledge.pairs)
    assert watched.reports == []
    assert watched.loads == 2


async def test_broken_files_leave_the_old_in_force_and_are_told_once(folder):
    async with Watched(folder).watching() as watched:
        with structlog.testing.capture_logs() as lines:
            watched.break_pairs()
            await until(lambda: watched.reports)
            await watched.looks()
        assert watched.answers(QUESTION)
        assert len(watched.reports) == 1
        assert watched.reports[0][0].startswith(f"{folder / 'pairs/mill.yaml'}:")
        assert [line["log_level"] for line in lines] == ["error"]
        assert (lines[0]["problems"], lines[0]["first"]) == (len(watched.reports[0]), list(watched.reports[0]))


async def test_another_fault_is_told_too_and_so_is_the_mending(folder):
    async with Watched(folder).watching() as watched:
        watched.break_pairs()
        await until(lambda: len(watched.reports) == 1)
        watched.break_pairs("pairs: {}\n")
        await until(lambda: len(watched.reports) == 2)
        (folder / "pairs/mill.yaml").touch()  # the same fault, written again
        await until(lambda: watched.loads == 3)
        mill(folder.parent)
        await until(lambda: len(watched.reports) == 3)
        watched.add_pair()
        await until(lambda: watched.answers(SECOND_QUESTION))
    assert watched.reports[0] != watched.reports[1] != ()
    assert watched.reports[2:] == [()]


async def test_the_log_shows_the_first_of_many_faults(folder):
    async with Watched(folder).watching() as watched:
        with structlog.testing.capture_logs() as lines:
            faults = "".join(f"  - {{id: p{number}, question: 问题{number}？}}\n" for number in range(30))
            watched.break_pairs("pairs:\n" + faults)
            await until(lambda: lines)
    assert lines[0]["problems"] >= 30
    assert len(lines[0]["first"]) == 5


async def test_a_folder_that_vanishes_is_broken_knowledge(folder):
    async with Watched(folder).watching() as watched:
        folder.rename(folder.with_name("elsewhere"))
        await until(lambda: watched.reports)
        assert watched.answers(QUESTION)
        folder.with_name("elsewhere").rename(folder)
        await until(lambda: watched.reports[1:] == [()])
        assert watched.answers(QUESTION)


async def test_an_article_without_its_pairs_is_knowledge_too(folder):
    async with Watched(folder).watching() as watched:
        shutil.rmtree(folder / "pairs")
        await until(lambda: not watched.answers(QUESTION))
    assert watched.reports == []


@pytest.mark.parametrize("error", [MemoryError(), OSError(5, "Input/output error"), RuntimeError(EXCERPT)], ids=repr)
async def test_whatever_goes_wrong_is_a_fault_of_the_files(folder, error):
    def fail():
        raise error

    async with Watched(folder, fail).watching() as watched:
        watched.add_pair()
        await until(lambda: watched.reports)
        assert watched.answers(QUESTION)
    assert watched.reports == [(f"{folder}:1: can't be used ({type(error).__name__})",)]


async def test_operators_who_cannot_be_told_do_not_end_the_watch(folder):
    watched = Watched(folder)
    watched.trouble = OSError("no network")
    async with watched.watching():
        watched.break_pairs()
        await until(lambda: watched.reports)
        mill(folder.parent)
        watched.add_pair()
        await until(lambda: watched.answers(SECOND_QUESTION))


@pytest.mark.parametrize("trouble", [OSError("no network"), "not everybody heard"], ids=["raised", "told"])
async def test_what_was_not_heard_is_told_again(folder, trouble):
    watched = Watched(folder)
    watched.trouble = trouble
    async with watched.watching():
        watched.break_pairs()
        await until(lambda: len(watched.reports) == 2)
        watched.trouble = None
        await until(lambda: len(watched.reports) == 3)
        await watched.looks(20)
    assert len(set(watched.reports)) == 1
    assert len(watched.reports) == 3
    assert watched.loads == 1


async def test_who_heard_of_the_fault_hears_of_the_mending_though_others_did_not(folder):
    watched = Watched(folder)
    watched.trouble = "not everybody heard"
    async with watched.watching():
        watched.break_pairs()
        await until(lambda: watched.reports)
        watched.trouble = None
        mill(folder.parent)
        await until(lambda: watched.reports[-1] == ())


async def test_who_cannot_be_told_is_tried_more_and_more_rarely(folder):
    watched = Watched(folder)
    watched.trouble = "not everybody heard"
    watched.break_pairs()
    for _ in range(1000):
        watched.library._news = ("broken",)
        await watched.library._tell(watched.report)
    assert 10 < len(watched.reports) < 30


async def test_the_old_answers_while_the_new_is_made(folder):
    """The loop isn't held up, and stopping doesn't wait for the load."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly():
        begun.set()
        go_on.wait(20)
        return watched.made()

    watched = Watched(folder, slowly)
    async with watched.watching():
        watched.add_pair()
        await until(begun.is_set)
        assert watched.answers(QUESTION)
        assert not watched.answers(SECOND_QUESTION)
    go_on.set()
    assert not watched.answers(SECOND_QUESTION)


async def test_what_takes_long_is_made_before_the_load(folder):
    """And whoever asks meanwhile is answered from the old knowledge."""
    go_on = asyncio.Event()
    begun = []

    async def beforehand():
        begun.append(watched.loads)
        await go_on.wait()

    watched = Watched(folder, beforehand=beforehand)
    async with watched.watching():
        watched.add_pair()
        await until(lambda: begun)
        await watched.looks()
        assert watched.answers(QUESTION)
        assert watched.loads == 0
        go_on.set()
        await until(lambda: watched.answers(SECOND_QUESTION))
    assert begun == [0]
    assert watched.loads == 1


async def test_what_changes_while_it_is_made_beforehand_is_made_so_again(folder):
    """It isn't loaded half made, and not told as broken though it was."""
    begun = []

    async def beforehand():
        begun.append(watched.loads)
        if len(begun) == 1:
            mill(folder.parent)
            watched.add_pair()

    watched = Watched(folder, beforehand=beforehand)
    async with watched.watching():
        watched.break_pairs()
        await until(lambda: watched.answers(SECOND_QUESTION))
    assert begun == [0, 0]
    assert watched.loads == 1
    assert watched.reports == []


async def test_what_cannot_be_made_beforehand_is_made_all_the_same(folder):
    async def beforehand():
        raise RuntimeError

    watched = Watched(folder, beforehand=beforehand)
    async with watched.watching():
        watched.add_pair()
        await until(lambda: watched.answers(SECOND_QUESTION))
    assert watched.reports == []


async def test_to_stop_ends_what_is_made_beforehand(folder):
    ended = []

    async def beforehand():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    begun = Watched(folder, beforehand=beforehand)
    async with begun.watching():
        begun.add_pair()
        await begun.looks()
    assert ended == [True]
    assert begun.loads == 0


async def test_a_watch_that_is_cancelled_leaves_nothing_behind(folder):
    before = asyncio.all_tasks()
    watched = Watched(folder)
    task = asyncio.ensure_future(watched.library.watch(asyncio.Event(), watched.report))
    await watched.looks()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("sound", [True, False], ids=["sound", "broken"])
async def test_ten_changes_leave_one_matcher(folder, sound):
    """Without the garbage collector's help, which the commands hardly ever call."""
    made = []

    def remembered():
        matcher = watched.made()
        made.append(weakref.ref(matcher))
        if not sound:
            raise RuntimeError
        return matcher

    watched = Watched(folder, remembered)
    gc.collect()
    gc.disable()
    try:
        async with watched.watching():
            for number in range(10):
                (folder / "articles/mill.txt").write_text(ARTICLE + f"第{number}天。\n", encoding="utf-8")
                await until(lambda wanted=number + 1: len(made) == wanted)
            await until(lambda: sum(one() is not None for one in made) == (1 if sound else 0))
    finally:
        gc.enable()
    assert len(made) == 10


async def test_a_running_bot_takes_up_what_changes_and_tells_its_operators_what_is_broken(folder, tmp_path):
    """The whole way: files, the program, Telegram."""
    async with StandIn(token=TOKEN, name="pear_bot") as telegram:
        anna = telegram.person("安")
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "YUANWEN_OPERATORS": str(anna.id)}
        program = await start("run", folder=tmp_path, **settings)
        try:
            anna.says(QUESTION)  # a bot can't begin a conversation
            assert EXCERPT in (await anna.hears()).text
            (folder / "pairs/mill.yaml").write_text("pairs: [\n", encoding="utf-8")
            assert "pairs/mill.yaml:" in (await anna.hears()).text
            mill(tmp_path)
            with (folder / "pairs/mill.yaml").open("a", encoding="utf-8") as file:
                file.write(SECOND_PAIR)
            await program.writes("knowledge taken up")
            await anna.hears()
            anna.says(SECOND_QUESTION)
            assert "磨坊每天出粉三十袋" in (await anna.hears()).text
            assert await program.end() == 0
        finally:
            program.kill()
    assert "Traceback" not in program.written
