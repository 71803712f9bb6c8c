"""The arguments of `announce` as a plan."""

import argparse

import pytest

from bot.announcements.model import Audience, Content, Message, Plan, Schedule
from bot.cli import build_parser
from bot.knowledge.model import Every, Knowledge, Template
from bot.terminal.announce_arguments import PUNCTUAL, readable
from bot.terminal.announce_plan import Misuse, plan_of

ZONE = "Asia/Shanghai"
KNOWLEDGE = Knowledge(
    {},
    {},
    templates={
        "spring": Template(
            "spring", {}, "holiday", "春节", every=Every(before="spring-festival", days=3, time="10:00")
        ),
        "bare": Template("bare", {}, "prices", "话"),
    },
)
NEWS = ("news",)


def plan(*arguments):
    parsed = build_parser().parse_args(readable(["announce", *arguments]))
    return plan_of(parsed, KNOWLEDGE, ZONE)


def test_words_for_all_now():
    assert plan("--text", "明天", "--to", "all", "--now") == Plan(
        Content("message", message=Message("明天")), Audience("all", NEWS), Schedule("now", ZONE)
    )


@pytest.mark.parametrize(
    ("given", "content", "template"),
    [
        (["--pair", "a/b", "--now"], Content("pair", "a/b"), ""),
        (["--template", "bare", "--now"], Content("template", "bare"), "bare"),
        (["--template", "none", "--now"], Content("template", "none"), "none"),
        (["--text", "", "--now"], Content("message", message=Message("")), ""),
        (["--text", "-1 -2", "--now"], Content("message", message=Message("-1 -2")), ""),
        (["--text", "x", "--preview-links", "--now"], Content("message", message=Message("x", preview=True)), ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_announced(given, content, template):
    found = plan(*given, "--to", "all")
    assert (found.content, found.template) == (content, template)


@pytest.mark.parametrize(
    ("given", "audience"),
    [
        (["all"], Audience("all", NEWS)),
        (["all", "--category", "prices"], Audience("all", ("prices",))),
        (["holiday"], Audience("categories", ("holiday",))),
        (["holiday", "通知", "holiday"], Audience("categories", ("holiday", "通知"))),
        (["-1001234567890"], Audience("chats", NEWS, ((-1001234567890, None),))),
        (["-1001234567890:7", "-5", "42"], Audience("chats", NEWS, ((-1001234567890, 7), (-5, None), (42, None)))),
        (["-5", "--to", "-6"], Audience("chats", NEWS, ((-5, None), (-6, None)))),
        ([" -5 ", "-5:9"], Audience("chats", NEWS, ((-5, 9),))),
        (["-5", "--category", "prices"], Audience("chats", ("prices",), ((-5, None),))),
        (["-999999999999999999"], Audience("chats", NEWS, ((-999999999999999999, None),))),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_who_receives_it(given, audience):
    assert plan("--text", "x", "--now", "--to", *given).audience == audience


def test_a_templates_category_is_its_own():
    assert plan("--template", "bare", "--now", "--to", "all").audience.categories == ("prices",)
    assert plan("--template", "bare", "--now", "--to", "all", "--category", "news").audience.categories == NEWS


@pytest.mark.parametrize(
    ("given", "schedule"),
    [
        (["--now"], Schedule("now", ZONE)),
        (["--at", "2027-02-03 09:00"], Schedule("at", ZONE, at="2027-02-03 09:00")),
        (["--cron", "0 9 * * 1"], Schedule("cron", ZONE, cron="0 9 * * 1")),
        (["--before", "qingming"], Schedule("before", ZONE, festival="qingming")),
        (
            ["--before", "mid-autumn", "--days", "3", "--time", "8:30"],
            Schedule("before", ZONE, festival="mid-autumn", days=3, time="8:30"),
        ),
        (["--lunar", "8-15", "--time", "10:00"], Schedule("lunar", ZONE, month=8, day=15, time="10:00")),
        (["--now", "--zone", "Europe/Berlin"], Schedule("now", "Europe/Berlin")),
        (["--at", "nonsense", "--zone", "Mars/X"], Schedule("at", "Mars/X", at="nonsense")),
        (["--before", "qingming", "--days", "-1"], Schedule("before", ZONE, festival="qingming", days=-1)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_when_it_goes_out(given, schedule):
    """Whether that can be is not for the arguments to say."""
    assert plan("--text", "x", "--to", "all", *given).schedule == schedule


def test_a_template_has_a_time_of_its_own_that_others_take_the_place_of():
    own = Schedule("before", "Europe/Berlin", festival="spring-festival", days=3, time="10:00")
    assert plan("--template", "spring", "--to", "all", "--zone", "Europe/Berlin").schedule == own
    assert plan("--template", "spring", "--to", "all", "--now").schedule == Schedule("now", ZONE)


def test_how_it_goes_out():
    now = ["--text", "x", "--to", "all", "--now"]
    found = plan(*now, "--silent", "--pin", "--grace", "miss", "--unknown", "resend")
    assert (found.silent, found.pin, found.grace, found.uncertain) == (True, True, PUNCTUAL, "resend")
    assert [plan(*now, "--grace", seconds).grace for seconds in ("0", "-5", " 90 ")] == [0, -5, 90]
    found = plan(*now)
    assert (found.silent, found.pin, found.grace, found.uncertain) == (False, False, 3600, "ask")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--to", "all", "holiday", "--now"], "not several of these"),
        (["--to", "-5", "holiday", "--now"], "not several of these"),
        (["--to", "all", "-5", "--now"], "not several of these"),
        (["--to", "@group", "--now"], "'@group': a chat is named by its id"),
        (["--to", "", "--now"], "can't take ''"),
        (["--to", " ", "--now"], "can't take ''"),
        (["--to", "holiday", "--category", "news", "--now"], "names the categories already"),
        (["--to", "all"], "no time"),
        (["--to", "all", "--now", "--days", "3"], "--days goes with --before"),
        (["--to", "all", "--lunar", "8-15", "--days", "3"], "--days goes with --before"),
        (["--to", "all", "--now", "--time", "09:00"], "--time goes with"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_arguments_that_do_not_go_together(given, said):
    with pytest.raises(Misuse) as caught:
        plan("--text", "x", *given)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["none", "bare"])
def test_a_template_without_a_time_is_named(name):
    with pytest.raises(Misuse, match=f"no time, and no template '{name}' that has its own: give one of --now"):
        plan("--template", name, "--to", "all")


def test_a_pairs_link_opens_no_preview():
    with pytest.raises(Misuse, match="--preview-links goes with --text"):
        plan("--pair", "a/b", "--to", "all", "--now", "--preview-links")


@pytest.mark.parametrize(
    "given",
    [
        ["--text", "x", "--now"],
        ["--text", "x", "--now", "--to"],
        ["--to", "all", "--now"],
        ["--text", "x", "--pair", "y", "--to", "all", "--now"],
        ["--text", "x", "--to", "all", "--now", "--at", "2027-01-01 09:00"],
        ["--text", "x", "--to", "all", "--lunar", "8/15"],
        ["--text", "x", "--to", "all", "--lunar", "8-15-1"],
        ["--text", "x", "--to", "all", "--before", "qingming", "--days", "three"],
        ["--text", "x", "--to", "all", "--before", "qingming", "--days", "9" * 5000],
        ["--text", "x", "--to", "all", "--now", "--grace", "soon"],
        ["--text", "x", "--to", "all", "--now", "--unknown", "maybe"],
        ["--text", "x", "--to", "all", "--now", "--photo", "a.jpg"],
        ["--text", "x", "--to", "all", "--now", "--js"],
    ],
    ids=lambda value: " ".join(value)[:60],
)
def test_what_argparse_refuses(given, capsys):
    with pytest.raises(SystemExit) as leaving:
        plan(*given)
    assert leaving.value.code == 2
    assert ": error: " in capsys.readouterr().err


@pytest.mark.parametrize("number", ["x", "1 2", "", "-1", "1.0", "²", "９", "9" * 31])
def test_what_is_no_announcements_number(number, capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args(["announcements", number])
    assert "announcements: error: " in capsys.readouterr().err


def test_numbers_however_large():
    assert build_parser().parse_args(["announcements", " 7 "]).id == 7
    assert build_parser().parse_args(["announcements", str(2**63), "pause"]).id == 2**63


def test_only_a_chat_with_a_topic_is_made_readable():
    given = ["announce", "-100:7", "-100", "--to=-100:7", "-7:x", "a-1:2"]
    assert readable(given) == ["announce", " -100:7", "-100", "--to=-100:7", "-7:x", "a-1:2"]
    assert isinstance(build_parser().parse_args(["announcements"]), argparse.Namespace)
