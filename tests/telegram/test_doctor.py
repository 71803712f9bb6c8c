"""`yuanwen doctor`: each thing that can be wrong is found and named, the others are checked all the same."""

import io
import os
import shutil
import time
from contextlib import asynccontextmanager
from email.utils import formatdate
from types import SimpleNamespace

import pytest
from aiohttp import web
from program import mill
from pydantic import SecretStr
from sqlalchemy import text

from bot.errors import KnowledgeError, Problem, SettingsError
from bot.knowledge.loader import load
from bot.matching.fold import fold_all
from bot.preview.faults import RESET_AFTER, RESET_BEFORE, SILENCE, error, flood
from bot.preview.model import Member
from bot.preview.standin import StandIn
from bot.settings import Settings
from bot.store import chats
from bot.store.address import parse_url
from bot.store.opening import open_database
from bot.store.tables import updates
from bot.telegram import bot_api
from bot.telegram.doctor import examine
from bot.terminal.doctor import show_findings

TOKEN = "70001:AAfake_token-that_must-never_be-shown_1"  # noqa: S105 - of no bot
BOT = 70001
NOW = 1_750_000_000.0


async def sleep(_):
    """Nobody waits in a test."""


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith(("YUANWEN_", "TELEGRAM_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def api():
    """A Telegram by the clock of its server's `Date` header, which is the real one."""
    async with StandIn(token=TOKEN, name="pear_bot") as stand_in:
        yield stand_in


@pytest.fixture
def folder(tmp_path):
    return mill(tmp_path)


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'yuanwen.db'}"


def fails():
    """Instead of what reads the knowledge."""
    raise RecursionError


async def found_by(check, **given):
    """The values of what a check found."""
    found = await examine(Settings(_env_file=None, token=TOKEN, encoder="off", **given), (), fails, time.time, sleep)
    return [one.values for one in found if one.check == check]


@pytest.fixture
def look(api, address, folder):
    """Examines everything: what isn't right, or all of it, as check, state and key."""
    friend = api.person("安")

    async def run(*, everything=False, clock=time.time, faults=(), knowledge=None, **given):
        own = {"token": TOKEN, "api_url": api.url, "database_url": address, "operators": {friend.id}, "encoder": "off"}
        settings = Settings(_env_file=None, **(own | given))
        known = knowledge or (lambda: load(folder, fold=fold_all))
        found = await examine(settings, faults, known, clock, sleep)
        assert "AAfake" not in repr(found)
        show_findings(found, "en", io.StringIO())  # there are words for all of them
        return [(one.check, one.state, one.key) for one in found if everything or one.state != "ok"]

    return run


@asynccontextmanager
async def opened(address):
    async with open_database(parse_url(address)) as database:
        yield database


async def add(address, *writes):
    """Write rows: pairs of a statement, or what makes one of the database, and its values."""
    async with opened(address) as database, database.write() as connection:
        for statement, values in writes:
            await connection.execute(statement, values)


async def knows(address, *rooms, status="member"):
    """The bot is in some chats, as far as the database knows."""
    async with opened(address) as database, database.write() as connection:
        for room in rooms:
            one = chats.Chat(room.id, room.chat.kind, room.chat.title, status, {})
            write = chats.put(database, BOT, one, NOW)
            await connection.execute(write.statement, write.row)


async def test_before_the_first_start_nothing_is_wrong(look, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    assert await look() == []
    assert sorted(tmp_path.rglob("*")) == before  # no file is made by looking


async def test_every_check_is_there_in_the_order_of_reading(look, address):
    async with opened(address):
        pass
    checks = list(dict.fromkeys(check for check, _, _ in await look(everything=True)))
    first = ["settings", "token", "clock", "privacy", "webhook", "allow-list", "operators", "groups"]
    assert checks == [*first, "disk", "migrations", "database", "updates", "knowledge", "encoder"]


async def test_it_asks_and_changes_nothing(look, api, address):
    """No updates are fetched, no webhook is taken away, nothing is sent."""
    group = api.group("果园", api.person("安"))
    await knows(address, group)
    await look()
    asked = {call.method for call in api.calls()}
    assert asked == {"getMe", "getWebhookInfo", "getChat", "getChatMember"}


@pytest.mark.parametrize(
    ("faults", "key"),
    [
        pytest.param([error(401)], "token-refused", id="401"),
        pytest.param([error(404)], "token-refused", id="404"),
        pytest.param([error(502)], "troubled", id="502"),
        pytest.param([flood(3600)], "troubled", id="429 for an hour"),
        pytest.param([RESET_BEFORE], "unreachable", id="a cut connection"),
        pytest.param([RESET_AFTER], "unreachable", id="a cut answer"),
        pytest.param([SILENCE], "unreachable", id="no answer"),
    ],
)
async def test_trouble_with_the_token_or_the_network(look, api, monkeypatch, faults, key):
    """The first check names it, those that need Telegram say that they weren't done, the others are done."""
    monkeypatch.setattr(bot_api, "ANSWER_SECONDS", 0.5)
    api.faults.once("getMe", *faults)
    found = await look(everything=True)
    assert [(state, key) for _, state, key in found if state == "bad"] == [("bad", key)]
    assert [check for check, _, key in found if key == "not-checked"] == ["privacy", "webhook", "operators", "groups"]
    assert [check for check, state, _ in found if state == "ok"][-4:] == ["disk", "database", "knowledge", "encoder"]


async def test_a_short_wait_is_waited(look, api):
    api.faults.once("getMe", flood(2))
    assert await look() == []
    assert len(api.calls("getMe")) == 2


async def test_without_a_token_all_else_is_checked(api, address):
    """Settings that are wrong have their defaults."""
    wrong = Settings.model_construct(api_url=api.url, database_url=SecretStr(address))
    found = await examine(wrong, ["TELEGRAM_BOT_TOKEN is missing"], fails, time.time, sleep)
    keys = [(one.check, one.key) for one in found]
    assert keys[0] == ("settings", "sentence")
    assert ("telegram", "not-checked") in keys
    assert ("knowledge", "mistake") in keys
    assert api.calls() == []


async def test_a_server_that_is_not_there(look):
    assert (await look(api_url="http://127.0.0.1:1"))[0] == ("telegram", "bad", "unreachable")


@asynccontextmanager
async def server(answers, headers=None):
    """A server of one's own that answers each method as it is told."""

    async def answer(request):
        given = answers.get(request.match_info["method"], {"ok": True, "result": {"id": BOT, "url": ""}})
        if isinstance(given, dict):
            return web.json_response(given, headers=headers)
        return web.Response(text=given, headers=headers, content_type="text/html")

    app = web.Application()
    app.router.add_post("/{bot}/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def me(**more):
    own = {"id": BOT, "username": "pear_bot", "can_join_groups": True, "supports_inline_queries": True}
    return {"getMe": {"ok": True, "result": own | more}}


@pytest.mark.parametrize("page", ["<html>hello</html>", {"hello": 1}, {"ok": "yes"}, "[]", ""])
async def test_a_server_that_is_another(look, page):
    async with server({"getMe": page}) as url:
        assert (await look(api_url=url))[0] == ("telegram", "bad", "no-server")


@pytest.mark.parametrize(
    ("answers", "finding"),
    [
        pytest.param(me(can_read_all_group_messages=True), ("privacy", "warning", "privacy-off"), id="privacy off"),
        pytest.param(me(can_join_groups=False), ("groups", "warning", "groups-closed"), id="no groups"),
        pytest.param(me(supports_inline_queries=False), ("inline", "warning", "inline-off"), id="no inline"),
        pytest.param(
            me() | {"getWebhookInfo": {"ok": True, "result": {"url": "https://x.org/secret"}}},
            ("webhook", "warning", "webhook-set"),
            id="a webhook",
        ),
        pytest.param(
            me() | {"getWebhookInfo": {"ok": False, "description": "no", "error_code": 400}},
            ("webhook", "warning", "refused"),
            id="no word of a webhook",
        ),
    ],
)
async def test_how_the_bot_is_set_up(look, answers, finding):
    async with server(answers) as url:
        assert await look(api_url=url) == [finding]


async def test_the_address_of_a_webhook_may_be_a_secret(address):
    answers = me() | {"getWebhookInfo": {"ok": True, "result": {"url": "https://u:pw@x.org:8443/hush?a=hush"}}}
    async with server(answers) as url:
        assert await found_by("webhook", api_url=url, database_url=address) == [{"host": "x.org"}]


@pytest.mark.parametrize(
    ("ahead", "state", "key"),
    [
        (0, "ok", "clock-good"),
        (29, "ok", "clock-good"),
        (-29, "ok", "clock-good"),
        (31, "warning", "clock-ahead"),
        (-31, "warning", "clock-behind"),
        (86_400 * 400, "warning", "clock-ahead"),
    ],
)
async def test_the_clock_is_held_against_the_servers(look, ahead, state, key):
    date = formatdate(NOW, usegmt=True)
    async with server(me(), {"Date": date}) as url:
        found = await look(everything=True, api_url=url, clock=lambda: NOW + ahead)
    assert ("clock", state, key) in found


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Foo 2024 99:99:99 GMT"])
async def test_a_server_that_does_not_tell_the_time(look, date):
    async with server(me(), {"Date": date}) as url:
        assert "clock" not in {check for check, _, _ in await look(everything=True, api_url=url)}


async def test_operators(look, api):
    assert await look(operators=set()) == [("operators", "warning", "operators-none")]
    ben = api.person("Ben")
    assert await look(operators={ben.id, 5, 6}) == [("operators", "warning", "operator-unreachable")] * 2
    assert await look(operators={ben.id}, approval=True) == [("operators", "warning", "operators-alone")]


MUTED = Member("restricted", frozenset())
MEMBERS = {
    "a member": ("group", Member("member"), None),
    "an admin": ("supergroup", Member("administrator"), None),
    "restricted, but not in speaking": ("supergroup", Member("restricted", frozenset({"can_send_messages"})), None),
    "muted": ("supergroup", MUTED, ("groups", "bad", "group-muted")),
    "kicked": ("group", Member("kicked"), ("groups", "warning", "group-unreachable")),
    "left": ("group", Member("left"), ("groups", "warning", "group-unreachable")),
    "an admin who may post": ("channel", Member("administrator", frozenset({"can_post_messages"})), None),
    "an admin who may not": ("channel", Member("administrator"), ("groups", "bad", "channel-muted")),
}


@pytest.mark.parametrize("case", MEMBERS.values(), ids=MEMBERS)
async def test_what_the_bot_may_do_in_a_chat(look, api, address, case):
    kind, member, finding = case
    anna = api.person("安")
    room = api.channel("果园", anna) if kind == "channel" else api.group("果园", anna, supergroup=kind != "group")
    await knows(address, room)
    room.chat.members[api.world.bot.user.id] = member
    assert await look() == ([finding] if finding else [])


async def test_chats_that_the_bot_is_not_in_are_nobodys_business(look, api, address):
    group = api.group("果园", api.person("安"), bot="left")
    for status in ("left", "kicked", "lost", "moved"):
        await knows(address, group, status=status)
        assert await look() == []
    assert api.calls("getChatMember") == []


async def test_of_many_groups_the_first_are_asked_about(look, api, address, monkeypatch):
    monkeypatch.setattr("bot.telegram.doctor_telegram.MOST_CHATS", 2)
    await knows(address, *(api.group(name, api.person("安")) for name in "甲乙丙"))
    assert await look() == [("groups", "warning", "groups-some")]
    assert len(api.calls("getChatMember")) == 2


async def test_it_stops_asking_when_telegram_wants_to_be_left_alone(look, api, address):
    await knows(address, *(api.group(name, api.person("安")) for name in "甲乙丙"))
    api.faults.often(1.0, flood(3600), "getChatMember")
    assert await look() == [("groups", "warning", "groups-some")]
    assert len(api.calls("getChatMember")) == 1


async def test_a_group_that_the_allow_list_lacks(look, api, address):
    inside, outside = (api.group(name, api.person("安")) for name in "甲乙")
    await knows(address, inside, outside)
    assert await look(groups={inside.id}) == [("allow-list", "warning", "allow-list-lacks")]
    assert await look(groups={inside.id, outside.id}) == []


async def test_a_group_that_became_a_supergroup_is_still_on_the_allow_list(look, api, address):
    group = api.group("甲", api.person("安"), supergroup=True)
    await knows(address, group)
    async with opened(address) as database, database.write() as connection:
        old = chats.Chat(-7, "group", "甲", chats.MOVED, {}, successor=group.id)
        write = chats.put(database, BOT, old, NOW)
        await connection.execute(write.statement, write.row)
    assert await look(groups={-7}) == []


async def test_titles_and_refusals_show_no_token(look, api, address):
    """Nobody knows what people call their groups; `look` searches all that was found."""
    group = api.group(f"群 {TOKEN}", api.person("安"), bot="left")
    await knows(address, group)
    api.faults.once("getChat", error(400, f"Bad Request: bot{TOKEN.replace(':', '%3A')}"))
    assert {key for _, _, key in await look()} == {"group-unreachable", "operator-unreachable"}


async def test_updates_that_wait(look, address):
    row = {"bot": BOT, "lane": 1, "payload": "{}", "state": 0}
    await add(address, (updates.insert(), row | {"update_id": 1, "stored_at": time.time() - 60}))
    assert await look() == []
    await add(address, (updates.insert(), row | {"update_id": 2, "stored_at": time.time() - 3600}))
    assert await look() == [("updates", "warning", "updates-late")]


async def test_updates_that_were_set_aside(look, address):
    """Counted by their reasons; those of another bot, and those that are done, aren't."""
    row = {"bot": BOT, "lane": 1, "payload": "{}", "stored_at": NOW, "ended_at": NOW, "state": 3}
    reasons = ["KeyError", "OSError", "KeyError"]
    aside = [row | {"update_id": number, "reason": reason} for number, reason in enumerate(reasons)]
    others = [row | {"update_id": 7, "state": 2, "payload": None}, row | {"update_id": 8, "bot": 6, "reason": "other"}]
    await add(address, *((updates.insert(), one) for one in (*aside, *others)))
    assert await look() == [("updates", "warning", "updates-aside")]
    values = await found_by("updates", api_url="http://127.0.0.1:1", database_url=address)
    assert values[1:] == [{"count": 3, "reasons": "2 × KeyError; 1 × OSError"}]


@pytest.mark.parametrize(
    ("version", "finding"),
    [
        ("0000", ("migrations", "warning", "migrations-older")),
        ("9999", ("migrations", "bad", "migrations-newer")),
    ],
)
async def test_tables_of_another_version(look, address, version, finding):
    await add(address, (text("UPDATE alembic_version SET version_num = :version"), {"version": version}))
    assert await look() == [finding]
    assert await look() == [finding]  # looking migrates nothing


async def test_an_empty_file_has_no_tables_yet(look, tmp_path):
    (tmp_path / "yuanwen.db").touch()
    assert await look() == [("migrations", "warning", "migrations-none")]
    assert (tmp_path / "yuanwen.db").stat().st_size == 0


def damage(path):
    data = bytearray(path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(damage, id="damaged"),
        pytest.param(lambda path: path.write_text("# 原文\n" * 999, encoding="utf-8"), id="another kind of file"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder"),
    ],
)
async def test_a_file_that_is_no_database(look, address, tmp_path, spoil):
    async with opened(address):
        pass
    spoil(tmp_path / "yuanwen.db")
    found = await look()
    assert [(check, state) for check, state, _ in found] == [("database", "bad")]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("postgresql://yuan:hidden@127.0.0.1:1/yuanwen", "sentence"),
        ("postgresql://127.0.0.1:1", "sentence"),
        ("sqlite:///{tmp}/file/yuanwen.db", "database-forbidden"),
    ],
)
async def test_a_database_that_cannot_be_had(look, tmp_path, url, key, monkeypatch):
    monkeypatch.setattr("bot.store.patience.TRIES", 1)
    (tmp_path / "file").touch(mode=0o600)
    found = await look(database_url=url.format(tmp=tmp_path))
    assert ("database", "bad", key) in found
    assert {check for check, _, _ in found} <= {"database", "disk"}


@pytest.mark.parametrize(("free", "state"), [(10**6, "bad"), (10**8, "warning"), (10**10, "ok")])
async def test_the_room_on_the_disk(look, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    found = await look(everything=True)
    assert [one for one in found if one[0] == "disk"] == [
        ("disk", state, "disk-good" if state == "ok" else "disk-full")
    ]


async def test_postgresql(look, postgresql_url, postgresql):
    """The same checks, but for the disk, which is another machine's; then a server that may only be read."""
    url = postgresql_url.render_as_string(hide_password=False)
    assert await look(database_url=url) == [("migrations", "warning", "migrations-none")]
    async with opened(url):
        pass
    found = await look(everything=True, database_url=url)
    assert {state for _, state, _ in found} == {"ok"}
    assert "disk" not in {check for check, _, _ in found}
    postgresql.run(f"ALTER DATABASE {postgresql_url.database} SET default_transaction_read_only = on")
    assert await look(database_url=url) == [("database", "bad", "database-readonly")]


@pytest.mark.parametrize(
    ("trouble", "key"),
    [
        (KnowledgeError([Problem("a", 1, "x"), Problem("b", 2, "y")]), "knowledge-broken"),
        (SettingsError("--knowledge names no folder"), "sentence"),
        (RecursionError(), "mistake"),
    ],
    ids=["broken", "no folder", "a mistake"],
)
async def test_knowledge_that_cannot_be_used(look, trouble, key):
    def fail():
        raise trouble

    assert await look(knowledge=fail) == [("knowledge", "bad", key)]


@pytest.mark.parametrize("name", ["examine_telegram", "examine_database"])
async def test_a_mistake_in_one_check_leaves_the_others(look, monkeypatch, name):
    def fail(*_):
        raise AttributeError(TOKEN)

    monkeypatch.setattr(f"bot.telegram.doctor.{name}", fail)
    found = await look(everything=True)
    assert [(state, key) for _, state, key in found if state != "ok"] == [("bad", "mistake")]
    assert found[-2] == ("knowledge", "ok", "knowledge-good")


async def test_the_encoder_that_serves_is_named(look):
    found = await look(everything=True, encoder="auto")
    assert found[-1] == ("encoder", "ok", "encoder-good")


async def test_no_encoder_is_nothing_bad(look, monkeypatch):
    monkeypatch.setattr("bot.telegram.doctor.open_encoder", lambda _: None)  # as where the extra isn't installed
    assert (await look(everything=True, encoder="auto"))[-1] == ("encoder", "ok", "encoder-none")
    assert (await look(everything=True))[-1] == ("encoder", "ok", "encoder-off")


async def test_an_encoder_that_cannot_be_used(look, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    assert await look(encoder=str(folder)) == [("encoder", "bad", "sentence")]
    for name in ("model.onnx", "tokenizer.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    assert await look(encoder=str(folder)) == [("encoder", "bad", "sentence")]
