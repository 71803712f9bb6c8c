"""`announcements`: lists, one, and what operators do, as a person and a program get them; on a real database."""

import asyncio
import io
import json

import pytest

from bot.announcements.model import Audience, Content, Message, Plan, Schedule
from bot.announcements.plans import insert
from bot.cli import main
from bot.store import chats
from bot.store.address import parse_url
from bot.store.announced import (
    EDIT,
    ENDED,
    FAILED,
    IMPOSSIBLE,
    MISSED,
    PENDING,
    RECALL,
    SEND,
    SENT,
    UNDER_WAY,
    UNKNOWN,
    deliveries,
    occurrences,
)
from bot.store.chats import Chat
from bot.store.opening import open_database
from bot.store.text import as_json

BOT = 7
ZONE = "Asia/Shanghai"
NOON = 1_800_000_000.0
"""2027-01-15 16:00 in Shanghai."""

TEXT = Message("明天上午九点全体大会")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, monkeypatch):
    return named(request.getfixturevalue(f"{request.param}_url"), monkeypatch)


@pytest.fixture
def alone(sqlite_url, monkeypatch):
    """SQLite, where the database makes no difference."""
    return named(sqlite_url, monkeypatch)


def named(url, monkeypatch):
    text = url.render_as_string(hide_password=False).replace("+aiosqlite", "")
    monkeypatch.setenv("YUANWEN_DATABASE_URL", text)
    return text


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"{BOT}:abcdefghijklmnopqrstuvwxyz")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def call(capsys, monkeypatch):
    """Run `announcements`: its exit code, what it printed, what it said beside that."""

    def run(*arguments, language="en_US"):
        monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")  # not sooner: a PostgreSQL that starts would mind
        monkeypatch.setattr("sys.stdin", io.StringIO())
        try:
            code = main(["announcements", *map(str, arguments)])
        except SystemExit as leaving:
            code = leaving.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


def a_plan(content=None, schedule=None, audience=None):
    content = content or Content("message", message=TEXT)
    return Plan(content, audience or Audience("all", ("news",)), schedule or Schedule("now", ZONE))


def put(address, *runs, plan=None, state="active", next_at=None):
    """An announcement with occurrences, each a kind, a state and the states of its deliveries; returns its id."""

    def work(connection):
        number = insert(connection, BOT, plan or a_plan(), state, by=None, next_at=next_at, now=NOON)
        first = None
        for order, (kind, is_at, states) in enumerate(runs):
            row = {"bot": BOT, "announcement": number, "kind": kind, "due": NOON + 60 * order, "state": is_at}
            row |= {"message": as_json(TEXT.as_json()), "of": first if kind != SEND else None}
            made = occurrences.insert().values(row).returning(occurrences.c.id)
            occurrence = connection.execute(made).scalar_one()
            first = first or occurrence
            rows = [
                {"occurrence": occurrence, "chat": -1001 - chat, "bot": BOT, "state": one, "reason": "bot was kicked"}
                for chat, one in enumerate(states)
            ]
            if rows:
                connection.execute(deliveries.insert(), rows)
        return number

    async def write():
        async with open_database(parse_url(address)) as database:
            known = chats.put(database, BOT, Chat(-1001, "supergroup", "一\n组\x1b[2J", "member", {}), 1.0)
            await database.work(lambda connection: connection.execute(known.statement, known.row))
            return await database.work(work)

    return asyncio.run(write())


async def _states(address):
    async with open_database(parse_url(address)) as database:
        return [row.state for row in await database.rows(deliveries.select().order_by(deliveries.c.chat.desc()))]


def states(address):
    """Of all deliveries, by chats."""
    return asyncio.run(_states(address))


def test_nothing_is_planned(call, address):
    put(address)
    other = "1234567:abcdefghijklmnopqrstuvwxyz"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TELEGRAM_BOT_TOKEN", other)
        assert call() == (0, "There are no announcements.\n", "")
        assert call("--json") == (0, "[]\n", "")


def test_looking_makes_no_database(call, tmp_path, alone):
    code, out, err = call()
    assert (code, out) == (1, "")
    assert err.startswith(f"{alone.removeprefix('sqlite:///')} holds nothing yet: plan something")
    assert list(tmp_path.glob("*.db*")) == []


def test_a_list_for_people(call, alone):
    put(alone, (SEND, ENDED, [SENT, SENT, FAILED]), state="done")
    weekly = a_plan(Content("pair", "a/b"), Schedule("cron", ZONE, cron="0 9 * * 1"))
    put(alone, plan=weekly, next_at=NOON + 232_800)
    put(alone, plan=a_plan(Content("template", "spring")), state="cancelled", next_at=NOON)
    code, out, err = call()
    assert (code, err) == (0, "")
    assert out == (
        "3  cancelled  -                 nothing sent yet  template spring\n"
        "2  planned    2027-01-18 08:40  nothing sent yet  pair a/b\n"
        "1  done       -                 2 sent, 1 failed  明天上午九点全体大会\n"
    )


@pytest.mark.parametrize(
    ("language", "planned", "under_way"),
    [("zh_CN", "已计划", "进行中"), ("zh_TW", "已計劃", "進行中"), ("en_US", "planned", "under way")],
)
def test_one_that_has_not_begun_is_planned_and_says_when(call, alone, language, planned, under_way):
    """Also between two of its times; for programs it is active as ever."""
    weekly = a_plan(schedule=Schedule("cron", ZONE, cron="0 9 * * 1"))
    put(alone, plan=weekly, next_at=NOON)
    put(alone, (SEND, ENDED, [SENT]), plan=weekly, next_at=NOON)
    put(alone, (SEND, UNDER_WAY, [SENT, PENDING]), plan=weekly, next_at=NOON)
    put(alone, (SEND, ENDED, [SENT]), (EDIT, UNDER_WAY, [PENDING]))
    lines = call(language=language)[1].splitlines()
    assert [line[3:].startswith(planned) for line in lines] == [False, False, True, True]
    assert [line[3:].startswith(under_way) for line in lines] == [True, True, False, False]
    assert ["2027-01-15 16:00" in line for line in lines] == [False, True, True, True]
    assert planned in call(1, language=language)[1].splitlines()[0]
    assert {one["state"] for one in json.loads(call("--json")[1])} == {"active"}


def test_a_list_for_programs(call, address):
    put(address, (SEND, ENDED, [SENT, SENT, FAILED]), state="done")
    put(address, plan=a_plan(schedule=Schedule("cron", ZONE, cron="0 9 * * 1")), next_at=NOON)
    code, out, _ = call("--json")
    found = json.loads(out)
    assert code == 0
    assert [(one["id"], one["state"], one["counts"]["sent"], len(one["next"])) for one in found] == [
        (2, "active", 0, 5),
        (1, "done", 2, 0),
    ]
    assert found[0]["next"][:2] == ["2027-01-15T16:00:00+08:00", "2027-01-18T09:00:00+08:00"]


def test_one_for_programs_has_the_contracts_keys(call, address):
    number = put(
        address,
        (SEND, UNDER_WAY, [SENT, PENDING, FAILED, UNKNOWN]),
        (EDIT, ENDED, [SENT]),
        (SEND, MISSED, []),
        (SEND, IMPOSSIBLE, []),
    )
    code, out, err = call(number, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found)[:4] == ["id", "state", "counts", "next"]
    assert found["counts"] == {"pending": 1, "sending": 0, "sent": 1, "failed": 1, "unknown": 1, "dropped": 0}
    runs = [(run["kind"], run["state"], run["counts"]["sent"]) for run in found["occurrences"]]
    assert runs == [("send", "impossible", 0), ("send", "missed", 0), ("edit", "ended", 1), ("send", "under-way", 1)]
    assert found["occurrences"][2]["of"] == found["occurrences"][3]["id"]
    assert found["occurrences"][3]["due"] == "2027-01-15T16:00:00+08:00"
    told = [(one["chat"], one["state"], one["reason"]) for one in found["troubles"]]
    assert told == [(-1003, "failed", "bot was kicked"), (-1004, "unknown", "bot was kicked")]


def test_one_for_people(call, alone):
    """With control signs of a title struck out."""
    runs = [(SEND, ENDED, [FAILED, SENT]), (EDIT, ENDED, [UNKNOWN]), (RECALL, UNDER_WAY, [PENDING])]
    number = put(alone, *runs, plan=a_plan(audience=Audience("chats", ("news",), ((-1001, None), (-1002, 7)))))
    code, out, _ = call(number)
    assert code == 0
    assert out == (
        "Announcement 1: under way\n"
        "▌ 明天上午九点全体大会\n"
        "\n"
        "To: 2 chosen chats\n"
        "When: now\n"
        "1 sent, 1 failed\n"
        "\n"
        "What went out:\n"
        "2027-01-15 16:02  recalled  under way  1 waiting\n"
        "2027-01-15 16:01  edited    ended      1 unknown\n"
        "2027-01-15 16:00  sent      ended      1 sent, 1 failed\n"
        "\n"
        "What didn’t work, or perhaps not:\n"
        "unknown  一 组[2J (-1001)  bot was kicked\n"
        "failed  一 组[2J (-1001)  bot was kicked\n"
    )


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_in_chinese_too(call, alone, language):
    number = put(alone, (SEND, ENDED, [SENT, FAILED]), (EDIT, ENDED, [SENT]))
    out = call(number, language=language)[1]
    assert out.startswith(f"公告 {number}：")
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(out.replace("bot was kicked", "").replace("[2J", ""))


def test_what_is_too_much_for_a_screen_is_counted(call, alone):
    number = put(alone, *[(SEND, ENDED, [FAILED] * 3)] * 15)
    out = call(number)[1]
    assert out.count("bot was kicked") == 20
    assert "and 5 more; --json has them" in out
    assert "and 25 more; --json has them" in out
    assert len(json.loads(call(number, "--json")[1])["occurrences"]) == 15


def test_one_that_waits_for_approval_says_where(call, alone):
    assert "until an operator approves" in call(put(alone, state="waiting", next_at=NOON))[1]


@pytest.mark.parametrize("number", [0, 99, 2**31, 2**63, 10**29])
def test_an_id_that_is_not_there(call, address, number):
    put(address)
    for action in ([], ["--json"], ["pause"], ["edit", "--text", "x"], ["settle", "--drop"]):
        code, out, err = call(number, *action)
        assert (code, out, err) == (2, "", f"There is no announcement {number}.\n")


def test_pause_resume_cancel(call, address):
    number = put(address, (SEND, UNDER_WAY, [SENT, PENDING]), next_at=NOON)
    for action, state in (("pause", "paused"), ("resume", "active"), ("cancel", "cancelled")):
        code, out, err = call(number, action, "--json")
        assert (code, err, json.loads(out)["state"]) == (0, "", state)
    assert json.loads(out)["counts"] == {"pending": 0, "sending": 0, "sent": 1, "failed": 0, "unknown": 0, "dropped": 1}
    assert call(number, "pause") == (1, "", "This announcement was cancelled.\n")


def test_retry_and_settle(call, address):
    number = put(address, (SEND, ENDED, [SENT, FAILED, UNKNOWN]), state="done")
    assert json.loads(call(number, "retry", "--json")[1])["counts"]["pending"] == 1
    assert states(address) == [SENT, PENDING, UNKNOWN]
    assert call(number, "retry")[0] == 1
    assert json.loads(call(number, "settle", "--resend", "--json")[1])["counts"]["pending"] == 2
    assert call(number, "settle", "--drop")[0] == 1


def test_unknown_ones_are_dropped(call, alone):
    number = put(alone, (SEND, ENDED, [UNKNOWN, SENT]), state="done")
    assert call(number, "settle", "--drop")[0] == 0
    assert states(alone) == [6, SENT]


def test_edit_and_recall(call, address):
    photo = Plan(
        Content("message", message=Message("旧", media="photo", file="f")), Audience("all"), Schedule("now", ZONE)
    )
    number = put(address, (SEND, ENDED, [SENT]), plan=photo, state="done")
    code, out, _ = call(number, "edit", "--text", "新", "--json")
    found = json.loads(out)
    assert (code, found["state"], found["content"]["text"]) == (0, "active", "新")
    assert sorted((run["kind"], run["text"]) for run in found["occurrences"]) == [("edit", "新"), ("send", "新")]
    kinds = [run["kind"] for run in json.loads(call(number, "recall", "--json")[1])["occurrences"]]
    assert kinds.count("recall") == 1
    assert call(number, "edit", "--text", "又") == (1, "", "It was recalled, so there is nothing to change.\n")


def test_words_that_do_not_fit(call, alone):
    number = put(alone, (SEND, ENDED, [SENT]))
    code, _, err = call(number, "edit", "--text", "a" * 4097)
    assert code == 1
    assert "4097" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["1", "settle"], "settle takes --resend or --drop"),
        (["1", "pause", "--drop"], "settle takes --resend or --drop"),
        (["1", "--resend"], "settle takes --resend or --drop"),
        (["1", "settle", "--resend", "--drop"], "not allowed with"),
        (["1", "edit"], "edit takes --text"),
        (["1", "recall", "--text", "x"], "edit takes --text"),
        (["--text", "x"], "edit takes --text"),
        (["1", "approve"], "invalid choice"),
        (["1", "dance"], "invalid choice"),
        (["pause"], "no announcement's number"),
        (["1 2"], "no announcement's number"),
        (["1", "pause", "more"], "unrecognized"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_called_wrongly(call, alone, arguments, said):
    put(alone)
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_what_is_no_database_is_a_sentence(call, monkeypatch, tmp_path):
    (tmp_path / "notes.db").write_text("# 原文\n" * 999, encoding="utf-8")
    monkeypatch.setenv("YUANWEN_DATABASE_URL", f"sqlite:///{tmp_path / 'notes.db'}")
    code, out, err = call()
    assert (code, out) == (1, "")
    assert "no SQLite database" in err
