"""`announce` as a person and a program run it: on a real database, with a preview and a question in between."""

import asyncio
import io
import json
import sqlite3

import pytest
from fresh import ROOT, yuanwen

from bot.announcements import subscriptions
from bot.announcements.plans import every, get
from bot.cli import main
from bot.store import chats
from bot.store.address import parse_url
from bot.store.chats import Chat
from bot.store.opening import open_database

BOT = 7
GROUPS = (-1001, -1002, -1003)
PAIR = "hengdong/six-projects"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, monkeypatch):
    """Where a bot is in three groups, of which two have subscribed; one of these declines holidays."""
    url = request.getfixturevalue(f"{request.param}_url")
    text = url.render_as_string(hide_password=False).replace("+aiosqlite", "")
    asyncio.run(fill(text))
    monkeypatch.setenv("YUANWEN_DATABASE_URL", text)
    return text


@pytest.fixture
def alone(sqlite_url, monkeypatch):
    """The same on SQLite alone, where the database makes no difference."""
    text = sqlite_url.render_as_string(hide_password=False).replace("+aiosqlite", "")
    asyncio.run(fill(text))
    monkeypatch.setenv("YUANWEN_DATABASE_URL", text)
    return text


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"{BOT}:abcdefghijklmnopqrstuvwxyz")
    monkeypatch.setenv("YUANWEN_KNOWLEDGE", str(ROOT / "knowledge"))
    monkeypatch.delenv("YUANWEN_APPROVAL", raising=False)
    monkeypatch.chdir(tmp_path)


async def fill(address):
    async with open_database(parse_url(address)) as database:
        writes = [chats.put(database, BOT, Chat(one, "supergroup", f"群{one}", "member", {}), 1.0) for one in GROUPS]
        writes += [subscriptions.put(database, BOT, one, 1.0, subscribed=True) for one in GROUPS[:2]]
        writes.append(subscriptions.decline(database, BOT, GROUPS[0], "holiday"))
        for write in writes:
            async with database.write() as connection:
                await connection.execute(write.statement, write.row)


def stored(address, number=None):
    async def read():
        async with open_database(parse_url(address)) as database:
            return await (get(database, BOT, number) if number else every(database, BOT))

    return asyncio.run(read())


class Typed(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def call(capsys, monkeypatch):
    """Run `announce`: its exit code, what it printed, what it said beside that."""

    def run(*arguments, typed=None, language="en_US"):
        monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")  # not sooner: a PostgreSQL that starts would mind
        given = Typed(typed) if isinstance(typed, str) else typed or io.StringIO()
        monkeypatch.setattr("sys.stdin", given)
        try:
            code = main(["announce", *arguments])
        except SystemExit as leaving:
            code = leaving.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_it_is_planned_and_prints_its_id_and_recipients(call, address):
    code, out, err = call("--text", "明天", "--to", "all", "--at", "2035-02-03 09:00", "--yes")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "Announcement 1 is planned; 2 chats would receive it now."
    assert "2035-02-03, Saturday, 09:00" in out
    found = stored(address, 1)
    assert (found.state, found.planned_by, found.plan.content.message.text) == ("active", None, "明天")


@pytest.mark.parametrize(
    ("to", "recipients"),
    [(["all"], 2), (["holiday"], 1), (["news", "holiday"], 2), (["-1001", "-1003:7"], 2)],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_json_is_one_line_with_the_contracts_keys(call, address, to, recipients):
    code, out, err = call("--pair", PAIR, "--to", *to, "--before", "spring-festival", "--days", "3", "--yes", "--json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    found = json.loads(out)
    assert list(found) == ["id", "recipients", "state", "next", "warnings"]
    assert (found["recipients"], found["state"], len(found["next"])) == (recipients, "active", 5)
    assert all(time.endswith("T09:00:00+08:00") for time in found["next"])
    assert stored(address, found["id"]).plan.audience.reach in {"all", "categories", "chats"}


def test_now_goes_out_at_once(call, alone):
    found = json.loads(call("--text", "x", "--to", "all", "--now", "--yes", "--json")[1])
    assert len(found["next"]) == 1
    one = stored(alone, found["id"])
    assert abs(one.next_at - one.created_at) < 1


def test_a_template_with_a_time_of_its_own_needs_none(call, alone):
    found = json.loads(call("--template", "mid-autumn", "--to", "holiday", "--yes", "--json")[1])
    assert len(found["next"]) == 5
    assert stored(alone, found["id"]).plan.template == "mid-autumn"


def test_a_person_sees_a_preview_and_is_asked(call, alone):
    code, out, err = call("--pair", PAIR, "--to", "all", "--cron", "0 9 * * 1", typed="y\n")
    assert (code, err) == (0, "")
    assert "▌ 衡东县的“六大工程”是哪些?" in out
    assert "To 2 chats; that takes about 1 s." in out
    assert "When: every Monday at 09:00 (Asia/Shanghai)" in out
    assert out.count(", Monday, 09:00") == 6  # five times, and the next one once it is planned
    assert "Announce it? [y/N] " in out
    assert len(stored(alone)) == 1


@pytest.mark.parametrize("typed", ["n\n", "\n", "", "yess\n"], ids=repr)
def test_anything_but_yes_plans_nothing(call, alone, typed):
    code, _, err = call("--text", "x", "--to", "all", "--now", typed=typed)
    assert (code, err) == (1, "Nothing was planned.\n")
    assert stored(alone) == []


@pytest.mark.parametrize("typed", ["yes\n", "Y\n", " 是 \n", "好\n"], ids=repr)
def test_ways_to_say_yes(call, alone, typed):
    assert call("--text", "x", "--to", "all", "--now", typed=typed)[0] == 0
    assert len(stored(alone)) == 1


@pytest.mark.usefixtures("alone")
def test_a_program_that_is_asked_gets_its_line_alone(call):
    code, out, err = call("--text", "x", "--to", "all", "--now", "--json", typed="y\n")
    assert (code, json.loads(out)["id"]) == (0, 1)
    assert "Announce it?" in err


def test_without_a_terminal_nobody_can_be_asked(call, alone):
    code, out, err = call("--text", "x", "--to", "all", "--now")
    assert (code, out) == (2, "")
    assert "add --yes" in err
    assert stored(alone) == []


def test_with_approval_it_waits_for_an_operator(call, alone, monkeypatch):
    monkeypatch.setenv("YUANWEN_APPROVAL", "yes")
    assert "until an operator approves" in call("--text", "x", "--to", "all", "--now", "--yes")[1]
    assert json.loads(call("--text", "x", "--to", "all", "--now", "--yes", "--json")[1])["state"] == "waiting"
    assert [one.state for one in stored(alone)] == ["waiting", "waiting"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--text", "x", "--to", "all", "--cron", "0 0 9 * * 1"], ["five fields"]),
        (["--text", "x", "--to", "all", "--at", "2020-01-01 09:00"], ["has passed"]),
        (["--text", "x", "--to", "all", "--at", "2027-02-30 09:00"], ["2027-02-30 09:00"]),
        (["--text", "x", "--to", "all", "--now", "--zone", "Mars/X"], ["Mars/X"]),
        (["--text", "a" * 4097, "--to", "all", "--now"], ["4097", "4096"]),
        (["--text", "😀" * 2049, "--to", "all", "--now"], ["4098"]),
        (["--text", "", "--to", "all", "--now"], ["nothing to send"]),
        (["--pair", "no/pair", "--to", "all", "--now"], ["no/pair"]),
        (["--template", "none", "--to", "all", "--now"], ["spring-festival, qingming"]),
        (["--text", "x", "--to", "holyday", "--now"], ["holyday", "news, holiday, daily"]),
        (["--text", "x", "--to", "a b", "--now"], ["a b"]),
        (["--text", "x", "--to", "-9", "--now"], ["chat -9"]),
        (["--text", "x", "--to", "all", "--before", "xmas"], ["xmas", "spring-festival"]),
        (["--text", "x", "--to", "all", "--lunar", "13-31"], ["13", "31"]),
        (
            ["--pair", "no/pair", "--to", "-9", "--cron", "x", "--zone", "Mars/X", "--grace", "-1"],
            ["no/pair", "-9", "Mars/X", "cron", "grace"],
        ),
    ],
    ids=lambda value: " ".join(value)[:50],
)
def test_called_wrongly_says_all_that_is_wrong_a_line_each(call, alone, arguments, said):
    code, out, err = call(*arguments, "--yes")
    assert (code, out) == (2, "")
    assert all(part in err for part in said)
    assert "Traceback" not in err
    assert stored(alone) == []


def unsubscribe_all(address):
    connection = sqlite3.connect(address.removeprefix("sqlite:///"))
    with connection:
        connection.execute("UPDATE subscriptions SET subscribed = 0")
    connection.close()


def test_now_to_nobody_is_no_mistake_of_the_callers(call, alone):
    unsubscribe_all(alone)
    code, out, err = call("--text", "x", "--to", "all", "--now", "--yes")
    assert (code, out) == (1, "")
    assert err.startswith("No chat would receive it now")


def test_the_world_may_change_while_a_person_thinks(call, alone):
    """What they agreed to is looked at once more."""

    class Thinking(Typed):
        def readline(self, *_):
            unsubscribe_all(alone)
            return "y\n"

    code, out, err = call("--text", "x", "--to", "all", "--now", typed=Thinking())
    assert code == 1
    assert "To 2 chats" in out
    assert err.startswith("No chat would receive it now")
    assert stored(alone) == []


def test_the_first_announcement_makes_the_database(call, monkeypatch, tmp_path):
    monkeypatch.setenv("YUANWEN_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'y.db'}")
    code, out, _ = call("--text", "x", "--to", "all", "--at", "2035-01-01 09:00", "--yes", "--json")
    assert (code, json.loads(out)["recipients"]) == (0, 0)
    assert json.loads(out)["warnings"] != []


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_chinese_is_spoken(call, language):
    code, out, _ = call("--text", "x", "--to", "all", "--now", typed="是\n", language=language)
    assert code == 0
    assert "[y/N]" in out
    assert "公告 1" in out


def test_a_database_that_can_not_be_opened(call, monkeypatch, tmp_path):
    (tmp_path / "notes.db").write_text("# 原文\n" * 999, encoding="utf-8")
    monkeypatch.setenv("YUANWEN_DATABASE_URL", f"sqlite:///{tmp_path / 'notes.db'}")
    code, out, err = call("--text", "x", "--to", "all", "--now", "--yes")
    assert (code, out) == (1, "")
    assert "no SQLite database" in err


@pytest.mark.usefixtures("alone")
def test_without_a_token_nobody_knows_whose_announcement_it_is(call, monkeypatch):
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    code, _, err = call("--text", "x", "--to", "all", "--now", "--yes")
    assert code == 2
    assert "TELEGRAM_BOT_TOKEN is missing" in err


@pytest.mark.usefixtures("alone")
def test_broken_knowledge_is_told(call, tmp_path, monkeypatch):
    monkeypatch.setenv("YUANWEN_KNOWLEDGE", str(tmp_path / "k"))
    (tmp_path / "k" / "articles").mkdir(parents=True)
    (tmp_path / "k" / "pairs").mkdir()
    (tmp_path / "k" / "pairs" / "a.yaml").write_text("pairs: [\n", encoding="utf-8")
    assert call("--text", "x", "--to", "all", "--now", "--yes")[0] == 1


def test_it_works_beside_a_bot_that_writes(call, alone):
    """A running bot's transactions are short; one that lasts a moment is waited for."""
    import threading
    import time

    locked = threading.Event()

    def write():
        connection = sqlite3.connect(alone.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        locked.set()
        time.sleep(0.3)
        connection.execute("COMMIT")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    locked.wait()
    try:
        assert call("--text", "x", "--to", "all", "--now", "--yes")[0] == 0
    finally:
        thread.join()


def test_as_a_process_of_its_own(alone, tmp_path):
    """Whatever bytes a text has, and with the standard input closed."""
    done = yuanwen(
        *("announce", "--text", b"\xff\xed\xa0\x80 \xe6\x98\x8e\xe5\xa4\xa9", "--to", "-1001:7", "--now"),
        *("--yes", "--json"),
        folder=tmp_path,
        TELEGRAM_BOT_TOKEN=f"{BOT}:abcdefghijklmnopqrstuvwxyz",
        YUANWEN_DATABASE_URL=alone,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    found = stored(alone, json.loads(done.stdout)["id"])
    assert found.plan.audience.chats == ((-1001, 7),)
    assert found.plan.content.message.text.endswith("明天")
