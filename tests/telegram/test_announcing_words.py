"""What operators read, in every language: every problem has its sentence, every screen is one that Telegram takes."""

import ast
import string
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from announcing_kit import TEMPLATES

import bot
from bot.announcements.model import Announcement, Audience, Content, Counts, Message, Occurrence, Plan, Schedule
from bot.announcements.problems import Problem
from bot.announcements.report import Report, Run, Trouble
from bot.knowledge.festivals import FESTIVALS
from bot.knowledge.model import Knowledge
from bot.preview.entities import units
from bot.preview.markup import parse_html
from bot.replies import announcing, announcing_cards, announcing_times, words_for
from bot.replies.announcing import Frame, Options, Ticks
from bot.replies.announcing_cards import Asked, Listed, Shipped
from bot.replies.announcing_ids import decode_press
from bot.store.announced import CANCELLED, EDIT, ENDED, HELD, IMPOSSIBLE, MISSED, RECALL, SEND, SPREADING, UNDER_WAY
from bot.telegram.announce_cards import card_of, newest_of, report_page, sent_of
from bot.telegram.announce_draft import LISTENING, STEPS, Draft, new_draft
from bot.telegram.announce_screens import _SCREENS
from bot.telegram.announce_told import GRACES, duration_told, grace_told, plan_told, problem_told

ROOT = Path(bot.__file__).parent
LANGUAGES = ["zh-hans", "zh-hant", "en"]
ZONE = "Asia/Shanghai"
HOSTILE = "</b><a href=x>\u202e{0.__class__}" + "湖" * 300
KNOWLEDGE = Knowledge({}, {}, templates=TEMPLATES)
PLAN = Plan(Content("message", message=Message("大家好")), Audience("all"), Schedule("cron", ZONE, cron="0 9 * * 1"))
STATES = ("waiting", "active", "paused", "cancelled", "done")
NOW = 1_750_000_000.0


def problems():
    """The keys of every problem that the code can name."""
    found = set()
    for path in [*(ROOT / "announcements").glob("*.py"), *(ROOT / "telegram").glob("announc*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and node.args:
                found |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
    return {key for key in found if key != "is-"} | {f"is-{state}" for state in STATES}


def checked(reply):
    """Telegram takes it, as one message, and each button comes back."""
    (part,) = reply.parts
    text, _ = parse_html(part.html)
    assert 0 < units(text) <= 4096
    assert "\u202e" not in text
    buttons = [button for row in reply.buttons for button in row]
    assert len(buttons) <= 100
    assert all(len(row) <= 8 for row in reply.buttons)
    for button in buttons:
        assert button.text.strip()
        assert len(button.data.encode()) <= 64
        assert decode_press(button.data) is not None
    return text


@pytest.fixture(params=LANGUAGES)
def words(request):
    return words_for(request.param)


@pytest.mark.parametrize("key", sorted(problems()))
def test_every_problem_has_its_sentence(words, key):
    text = words._texts[f"announce.problem.{key}"]
    wanted = {name: "七" for _, name, _, _ in string.Formatter().parse(text) if name}
    assert problem_told(Problem(key, wanted), words).count("七") >= len(wanted)


def test_every_step_has_a_screen():
    assert set(_SCREENS) | {"preview", "check"} == STEPS
    assert LISTENING <= STEPS


@pytest.mark.parametrize("step", sorted(STEPS))
def test_every_step_has_its_words(words, step):
    frame = Frame(words, "abcdef01", step, "content", ("一", "二"), problem="不对 <b>")
    text = checked(frame.reply(count=3))
    assert "不对 <b>" in text


def test_screens_of_lists_are_ones_that_telegram_takes(words):
    frame = Frame(words, "abcdef01", "chats", "audience")
    many = [(HOSTILE, str(-1000000000000 - number)) for number in range(500)]
    chosen = frozenset(choice for _, choice in many[:9])
    for page in (0, 3, 62):
        checked(announcing.ticked_reply(frame, Ticks(many, chosen, "chat", 500, page)))
        checked(announcing.list_reply(replace(frame, step="templates"), many, "chat", page))
    frame = replace(frame, step="content")
    checked(announcing.content_reply(frame, has_templates=True, is_chosen=True))
    checked(announcing.audience_reply(frame, 100_000))
    checked(announcing.all_reply(frame))
    checked(announcing.preview_reply(frame))
    checked(announcing.check_reply(frame, 7))


def test_screens_of_times_are_ones_that_telegram_takes(words):
    frame = Frame(words, "abcdef01", "time", "audience")
    replies = [announcing_times.time_reply, announcing_times.at_reply, announcing_times.weekday_reply]
    replies += [announcing_times.days_reply, announcing_times.month_reply, announcing_times.clock_reply]
    replies += [announcing_times.day_reply, lambda frame: announcing_times.festival_reply(frame, tuple(FESTIVALS))]
    for reply in replies:
        checked(reply(frame))


@pytest.mark.parametrize("link", [None, True, False])
def test_options_show_what_is_on(words, link):
    graces = tuple((grace_told(seconds, words), str(seconds)) for seconds in GRACES)
    frame = Frame(words, "abcdef01", "options", "time")
    reply = announcing.options_reply(frame, Options(True, False, link, True, graces, "3600"))
    checked(reply)
    labels = [button.text for row in reply.buttons for button in row]
    assert sum(label.startswith("●") for label in labels) == 2
    assert sum(label.startswith("✅") for label in labels) == (2 if link else 1)


PLANS = {
    "a text": PLAN,
    "a strange text": replace(PLAN, content=Content("message", message=Message(HOSTILE))),
    "a photo": replace(PLAN, content=Content("message", message=Message("", media="photo", file="x"))),
    "a pair that is gone": replace(PLAN, content=Content("pair", "a/b")),
    "a template": replace(PLAN, content=Content("template", "spring")),
    "a template that is gone": replace(PLAN, content=Content("template", "gone")),
    "one a day": replace(PLAN, content=Content("daily")),
    "categories": replace(PLAN, audience=Audience("categories", ("news", HOSTILE))),
    "chats": replace(PLAN, audience=Audience("chats", chats=tuple((-number, None) for number in range(1, 50)))),
    "silent": replace(PLAN, silent=True, pin=True, uncertain="resend", grace=60),
    "now": replace(PLAN, schedule=Schedule("now", ZONE)),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_plan_can_be_told(words, plan):
    facts = plan_told(plan, {-1: HOSTILE}, KNOWLEDGE, words)
    assert len(facts) == 4
    assert all(len(fact) < 600 for fact in facts)
    checked(Frame(words, "abcdef01", "all", facts=facts).reply())


def an_announcement(state="active", plan=PLAN, next_at=NOW + 1000, planned_by="me"):
    return Announcement(12, plan, state, planned_by, None, next_at, (), NOW)


def a_run(number, kind=SEND, state=ENDED, of=None, reason=None, **counts):
    ended = NOW if state >= ENDED else None
    occurrence = Occurrence(number, 12, kind, NOW + number, of, state, Message("x"), None, reason, NOW, ended)
    return Run(occurrence, Counts(**counts))


RUNS = {
    "nothing yet": (),
    "being prepared": (a_run(1, state=SPREADING),),
    "under way": (a_run(1, state=UNDER_WAY, pending=5, sending=2, sent=9),),
    "held": (a_run(1, state=HELD, pending=5, sent=1),),
    "all went well": (a_run(1, sent=100),),
    "not all went well": (a_run(1, sent=9, failed=3, unknown=2, dropped=1),),
    "missed": (a_run(1, state=MISSED),),
    "called off": (a_run(1, state=CANCELLED, sent=1, dropped=2),),
    "nothing to send": (a_run(1, state=IMPOSSIBLE, reason="no-pair"),),
    "nothing to send, strangely": (a_run(1, state=IMPOSSIBLE, reason=HOSTILE),),
    "nobody wanted it": (a_run(1),),
    "changed and recalled": (a_run(3, RECALL, of=1, sent=2), a_run(2, EDIT, of=1, sent=2), a_run(1, sent=2)),
    "many times": tuple(a_run(number, sent=number) for number in range(20, 0, -1)),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("runs", RUNS.values(), ids=RUNS)
def test_every_card_is_one_that_telegram_takes(words, state, runs):
    report = Report(an_announcement(state), Counts(), runs, ())
    facts = plan_told(PLAN, {}, KNOWLEDGE, words)
    card = card_of(report, facts, words, NOW, "me")
    checked(announcing_cards.card_reply(card, words))
    checked(announcing_cards.ended_reply(card, words))
    assert ("approve" in card_of(report, facts, words, NOW, "you").actions) == (state == "waiting")
    assert "approve" not in card.actions


def test_what_can_be_tried_again_is_the_newest(words):
    """An older time's failures are history; so are those of a sending that was recalled."""
    older = Report(an_announcement(), Counts(), (a_run(2, sent=1), a_run(1, failed=3, unknown=1)), ())
    assert (newest_of(older).failed, newest_of(older).unknown) == (0, 0)
    recalled = Report(an_announcement(), Counts(), (a_run(2, RECALL, of=1, failed=1), a_run(1, failed=3, sent=2)), ())
    assert newest_of(recalled).failed == 1
    assert sent_of(recalled) == 0
    assert "edit" not in card_of(recalled, (), words, NOW, "me").actions


def test_undo_is_offered_until_it_begins(words):
    plan = PLANS["now"]
    soon = Report(an_announcement(plan=plan, next_at=NOW + 5), Counts(), (), ())
    assert "undo" in card_of(soon, (), words, NOW, "me").actions
    for late in (
        replace(soon, runs=RUNS["under way"]),
        Report(an_announcement(plan=plan, next_at=NOW), Counts(), (), ()),
    ):
        assert "undo" not in card_of(late, (), words, NOW, "me").actions


@pytest.mark.parametrize("page", [0, 20, 41, 999, -5])
def test_every_page_of_a_report_is_one_that_telegram_takes(words, page):
    troubles = tuple(
        Trouble(1, -1_000_000_000_000 - number, HOSTILE, None, ("failed", "unknown")[number % 2], HOSTILE, NOW)
        for number in range(500)
    )
    report = Report(an_announcement("done"), Counts(), RUNS["many times"], troubles)
    checked(report_page(report, page, words))
    checked(report_page(replace(report, troubles=()), page, words))


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_question_about_a_correction_is_one_that_telegram_takes(words, withdrawn):
    checked(announcing_cards.correction_reply(Asked(1, "问？", 2, "abcdef012345"), words, withdrawn=withdrawn))


@pytest.mark.parametrize("tab", announcing_cards.TABS)
def test_every_list_is_one_that_telegram_takes(words, tab):
    entries = tuple((HOSTILE, number) for number in range(8))
    checked(announcing_cards.list_reply(Listed(tab, (90, 90, 90), entries, 3, has_templates=True), words))
    checked(announcing_cards.list_reply(Listed(tab, (0, 0, 0), (), 0, has_templates=False), words))


def test_shipped_templates_and_a_recall_are_shown(words):
    shipped = [Shipped("a" * 16, "<b>", when, standing) for when, standing in (("每天", None), ("每天", 3), ("", None))]
    reply = announcing_cards.shipped_reply(shipped, words)
    checked(reply)
    assert [button.data.split(":")[3] for (button,) in reply.buttons[:-1]] == ["on", "off"]
    checked(announcing_cards.recall_reply(7, 100, words))


@pytest.mark.parametrize(("seconds", "told"), [(0.0, "1 秒"), (59.4, "59 秒"), (61.0, "2 分钟"), (3600.0, "60 分钟")])
def test_how_long_it_takes_is_told_roughly(seconds, told):
    assert duration_told(seconds, words_for("zh-hans")) == told


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_draft_comes_back_from_the_notes_as_it_was(plan):
    draft = replace(new_draft("abcdef01", ZONE), plan=plan, shown=(1, 2), offered=("a", "b"), screen=7, source=9)
    assert Draft.of_json(draft.as_json()) == draft
    assert Draft.of_json(new_draft("abcdef01", ZONE, 5).as_json()).target == 5


MADE_UP = ("step.", "run.", "fact.", "button.time-", "button.change-", "button.in-", "shipped.turn-", "said.was-")
"""Keys that are put together where they are used."""


def test_every_word_is_used():
    written = "".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    table = tomllib.loads((ROOT / "replies/words/zh-Hans/announcements.toml").read_text(encoding="utf-8"))["announce"]
    keys = [key for key in flat(table) if not key.startswith(MADE_UP)]
    assert [key for key in keys if f'"{key.split(".")[-1]}"' not in written and f'announce.{key}"' not in written] == []


def flat(table, prefix=""):
    for name, value in table.items():
        yield from flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [f"{prefix}{name}"]
