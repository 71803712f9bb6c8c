"""What is wrong with a plan, its preview, and taking it down; on both databases."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from announced_kit import BOT, a_plan, decline, group, subscribe, the_announcement
from planned_kit import NOON, ZONE, a_knowledge, a_pair, of_pair, planned

from bot.announcements import planning
from bot.announcements.model import UNDO_SECONDS, Audience, Content, Message, Plan, Schedule
from bot.announcements.plans import get
from bot.delivery.pace import ANNOUNCEMENTS
from bot.replies.words import LANGUAGES, words_for
from bot.store import chats
from bot.store.chats import MOVED, Chat

KNOWLEDGE = a_knowledge(
    a_pair("reopened", "磨坊在3月5日重开。"),
    a_pair("long", "字" * 5000),
    spring={"text": "春节将至", "category": "festive"},
    daily={"daily": True},
)
CRON = Schedule("cron", ZONE, cron="0 9 * * 1")
LATER = Schedule("at", ZONE, at="2027-02-03 09:00")


async def found(database, plan, now=NOON):
    return [problem.key for problem in await planning.problems(database, BOT, plan, KNOWLEDGE, now)]


def to(*numbers, thread=None):
    return Audience("chats", ("news",), tuple((group(number), thread) for number in numbers))


async def test_a_sound_plan_has_no_problems(database):
    await subscribe(database, range(3))
    for plan in (a_plan(), of_pair(), a_plan(to(0, 2, thread=7)), a_plan(Audience("categories", ("news",)), CRON)):
        assert await found(database, plan) == []


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"content": Content("message", message=Message(""))}, ["empty"]),
        ({"content": Content("pair", "mill/gone")}, ["no-pair"]),
        ({"content": Content("pair", "mill/long")}, ["too-long"]),
        ({"content": Content("template", "gone")}, ["no-template"]),
        ({"audience": Audience("categories")}, ["no-categories"]),
        ({"audience": Audience("chats")}, ["no-chats"]),
        ({"audience": to(0, 8, 9)}, ["unknown-chat", "unknown-chat"]),
        ({"audience": Audience("categories", ("news", "a b"))}, ["category-name"]),
        ({"schedule": replace(CRON, cron="0 0 9 * * 1")}, ["cron-fields"]),
        ({"schedule": replace(LATER, at="2027-02-30 09:00")}, ["at-form"]),
        ({"schedule": replace(LATER, at="2020-01-01 09:00")}, ["at-past"]),
        ({"schedule": replace(CRON, zone="Mars/X")}, ["zone-unknown"]),
        ({"grace": -1}, ["grace"]),
        ({"grace": 2**62}, ["grace"]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
async def test_each_fault_is_named(database, changes, keys):
    await subscribe(database, range(1))
    assert await found(database, replace(a_plan(), **changes)) == keys


async def test_all_faults_are_named_at_once(database):
    plan = Plan(Content("pair", "x"), Audience("chats", ("a b",), ((1, None),)), replace(CRON, cron="x", zone="Mars/X"))
    assert set(await found(database, replace(plan, grace=-1))) == {
        *("no-pair", "category-name", "unknown-chat", "zone-unknown", "cron-fields", "grace"),
    }


async def test_now_to_nobody_is_a_fault_and_later_a_warning(database):
    assert await found(database, a_plan()) == ["nobody"]
    assert await found(database, a_plan(when=LATER)) == []
    preview = await planning.preview_of(database, BOT, a_plan(when=LATER), KNOWLEDGE, NOON)
    assert [warning.key for warning in preview.warnings] == ["nobody-yet"]


async def test_the_old_id_of_a_group_that_has_moved_will_do(database):
    """Whoever has it written down reaches the supergroup that it became."""
    await subscribe(database, range(1))
    moved = chats.put(database, BOT, Chat(-55, "group", "旧", MOVED, {}, successor=group(0)), 1.0)
    await database.work(lambda connection: connection.execute(moved.statement, {**moved.row, "successor": group(0)}))
    gone = chats.put(database, BOT, Chat(-56, "group", "旧", MOVED, {}, successor=-77), 1.0)
    await database.work(lambda connection: connection.execute(gone.statement, gone.row))
    plan = a_plan(Audience("chats", ("news",), ((-55, None), (-56, None))))
    assert await found(database, plan) == ["unknown-chat"]


@pytest.mark.parametrize("name", ["prices", "通知", "a-b_9", "x" * 40])
def test_categories_that_operators_may_make(name):
    assert planning.category_problem(name) is None


@pytest.mark.parametrize("name", ["", " ", "a b", "-x", "9lives", "@x", "all", "x" * 41, "a\x00", "a\n", "g:x", "123"])
def test_names_that_no_category_may_have(name):
    assert planning.category_problem(name).key == "category-name"


async def test_categories_exist_once_a_template_or_an_announcement_names_them(database):
    """Where none is to be made, an unknown one is a slip."""
    await planned(database, a_plan(Audience("all", ("prices",))))
    assert set(await planning.known_categories(database, BOT, KNOWLEDGE)) == {
        *("news", "holiday", "daily", "festive", "prices")
    }
    names = ("news", "prices", "festive", "holyday", "a b")
    unknown = await planning.unknown_categories(database, BOT, names, KNOWLEDGE)
    assert [problem.values["category"] for problem in unknown] == ["holyday"]
    assert "prices" in unknown[0].values["known"]


async def test_the_preview_is_what_recipients_will_see(database):
    await subscribe(database, range(50))
    await decline(database, 3, "news")
    plan = of_pair(audience=Audience("categories", ("news",)), when=CRON)
    preview = await planning.preview_of(database, BOT, plan, KNOWLEDGE, NOON)
    assert preview.message.html.startswith("<b>reopened?</b>")
    assert preview.recipients == 49
    assert preview.seconds == 49 / ANNOUNCEMENTS
    mondays = [datetime.fromtimestamp(at, ZoneInfo(ZONE)) for at in preview.next]
    assert [f"{monday:%m-%d %H:%M %a}" for monday in mondays] == [
        *("01-18 09:00 Mon", "01-25 09:00 Mon", "02-01 09:00 Mon", "02-08 09:00 Mon", "02-15 09:00 Mon")
    ]
    assert preview.warnings == ()


@pytest.mark.parametrize(
    ("when", "count"), [(Schedule("now", ZONE), 1), (LATER, 1), (CRON, 5)], ids=["now", "at", "cron"]
)
async def test_the_coming_times(database, when, count):
    await subscribe(database, range(1))
    preview = await planning.preview_of(database, BOT, a_plan(when=when), KNOWLEDGE, NOON)
    assert len(preview.next) == count
    assert all(at >= NOON for at in preview.next)


async def test_what_the_operator_should_know(database):
    """A chat that has unsubscribed, a template that is on already, words that differ each time, an unknown year."""
    await subscribe(database, range(2))
    await subscribe(database, [2], subscribed=False)
    on = await planned(database, replace(a_plan(), template="daily"))
    await planned(database, replace(a_plan(), template="daily"), "done")
    yearly = Schedule("before", ZONE, festival="spring-festival", days=3)
    plan = replace(a_plan(to(0, 2), yearly), content=Content("template", "daily"), template="daily")
    preview = await planning.preview_of(database, BOT, plan, KNOWLEDGE, NOON)
    assert preview.recipients == 1
    told = {warning.key: warning.values for warning in preview.warnings}
    assert list(told) == ["days-off-unknown", "unsubscribed-chat", "template-on", "example"]
    assert told["unsubscribed-chat"] == {"chat": group(2)}
    assert told["template-on"] == {"template": "daily", "announcement": on}


@pytest.mark.parametrize(
    ("when", "due"),
    [
        (Schedule("now", ZONE), NOON + UNDO_SECONDS),
        (LATER, datetime(2027, 2, 3, 9, tzinfo=ZoneInfo(ZONE)).timestamp()),
        (CRON, datetime(2027, 1, 18, 9, tzinfo=ZoneInfo(ZONE)).timestamp()),
    ],
    ids=["now", "at", "cron"],
)
async def test_a_plan_that_was_taken_down_comes_back_as_it_was(database, when, due):
    message = Message("明天😀", ({"type": "bold", "offset": 0, "length": 2},), preview=True)
    plan = replace(a_plan(to(1, thread=7), when, message), silent=True, pin=True, grace=60, uncertain="resend")
    number = await planning.take_down(database, BOT, plan, "ab" * 16, NOON, approval=False)
    found = await get(database, BOT, number)
    assert (found.plan, found.state, found.planned_by, found.next_at) == (plan, "active", "ab" * 16, due)
    assert (found.approved_by, found.cards, found.created_at) == (None, (), NOON)
    assert (await the_announcement(database, number)).changed_at == NOON


async def test_one_that_needs_approval_waits_for_it(database):
    number = await planning.take_down(database, BOT, a_plan(), None, NOON, approval=True, delay=0)
    found = await get(database, BOT, number)
    assert (found.state, found.planned_by, found.next_at) == ("waiting", None, NOON)


@pytest.mark.parametrize("number", [0, -1, 99, 2**31, 2**63, 10**30])
async def test_an_id_that_is_not_there_is_none(database, number):
    assert await get(database, BOT, number) is None


async def test_another_bots_announcement_is_none_of_ours(database):
    number = await planned(database)
    assert await get(database, BOT + 1, number) is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_problem_has_its_words(database, language):
    """As a chat and the shell show them, with all values in their places."""
    words = words_for(language)
    await subscribe(database, range(1))
    wrong = [
        Plan(Content("pair", "x"), Audience("chats", ("a b",), ((1, None),)), replace(CRON, cron="x", zone="Mars/X")),
        replace(a_plan(to()), content=Content("template", "x"), grace=-1),
        replace(a_plan(Audience("categories")), content=Content("pair", "mill/long")),
        a_plan(message=Message("\x00")),
        a_plan(message=Message("\x00a")),
    ]
    problems = [problem for plan in wrong for problem in await planning.problems(database, BOT, plan, KNOWLEDGE, NOON)]
    problems += await planning.unknown_categories(database, BOT, ["holyday"], KNOWLEDGE)
    for problem in problems:
        text = words.text(f"announce.problem.{problem.key}", **problem.values)
        assert "{" not in text.replace("{0.__class__}", "")
    assert len({problem.key for problem in problems}) > 10
