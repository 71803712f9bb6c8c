"""`announcements.yaml`: what becomes a template, and every fault with its line."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from knowledge_folders import ARTICLE, PAIRS, fold, problems, write

from bot.knowledge.blanks import BLANKS, blanks_of, filled
from bot.knowledge.festivals import FESTIVALS
from bot.knowledge.loader import load
from bot.knowledge.model import Every, Template

SHIPPED = Path(__file__).parents[2] / "knowledge"

pytestmark = pytest.mark.usefixtures("parser")

WHOLE = """\
templates:
  - name: spring
    title: {zh-Hans: 春节提醒, zh-Hant: 春節提醒, en: Before Spring Festival}
    category: holiday
    text: |
      {festival}还有 {days} 天({date})。
    pair: a/offices
    every: {before: spring-festival, days: 3, time: "08:30"}
  - name: daily
    title: 每日一则
    category: daily
    source: daily
    every: {cron: "30 8 * * *"}
  - name: once-2027
    title: {zh-Hans: 通知}
    category: our-own
    text: "{date},{0.__class__} 与 {} 照样。"
    every: {at: "2027-02-03 09:00"}
  - name: bare
    title: 无时间
    category: news
    pair: a/offices
  - {name: on-the-day, title: 当天, category: news, text: "今天是{festival}。", every: {before: qixi}}
"""


def folder(tmp_path, announcements, **more):
    return write(
        tmp_path, {"articles/a.txt": ARTICLE, "pairs/a.yaml": PAIRS, "announcements.yaml": announcements, **more}
    )


def faults(tmp_path, announcements, **more):
    """What is wrong with the file, as `line: message`."""
    found = problems(folder(tmp_path, announcements, **more))
    return [
        problem.removeprefix("announcements.yaml:") for problem in found if problem.startswith("announcements.yaml")
    ]


def test_the_whole_form_is_read(tmp_path):
    templates = load(folder(tmp_path, WHOLE), fold=fold).templates
    assert list(templates) == ["spring", "daily", "once-2027", "bare", "on-the-day"]
    assert templates["spring"] == Template(
        name="spring",
        titles={"zh-Hans": "春节提醒", "zh-Hant": "春節提醒", "en": "Before Spring Festival"},
        category="holiday",
        text="{festival}还有 {days} 天({date})。",
        pair="a/offices",
        every=Every(before="spring-festival", days=3, time="08:30"),
    )
    assert templates["daily"] == Template(
        "daily", {"": "每日一则"}, "daily", daily=True, every=Every(cron="30 8 * * *")
    )
    assert templates["once-2027"].every == Every(at="2027-02-03 09:00")
    assert templates["once-2027"].text == "{date},{0.__class__} 与 {} 照样。"
    assert templates["bare"] == Template("bare", {"": "无时间"}, "news", pair="a/offices")
    assert templates["on-the-day"].every == Every(before="qixi", days=0, time="09:00")


def test_without_the_file_there_are_none(tmp_path):
    assert load(write(tmp_path, {"articles/a.txt": ARTICLE}), fold=fold).templates == {}


def test_a_file_may_list_none(tmp_path):
    assert load(folder(tmp_path, "templates: []\n"), fold=fold).templates == {}


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh-Hans", "春节提醒"), ("zh-Hant", "春節提醒"), ("en", "Before Spring Festival"), ("fr", "春节提醒")],
)
def test_an_operator_reads_the_title_in_their_language(tmp_path, language, title):
    templates = load(folder(tmp_path, WHOLE), fold=fold).templates
    assert templates["spring"].title(language) == title
    assert templates["daily"].title(language) == "每日一则"


GOOD = """\
templates:
  - name: x
    title: 标题
    category: news
    text: 文字
    every: {before: qingming, days: 3, time: "09:00"}
"""


def changed(old, new):
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


BAD = {
    "empty": ("", ["1: is empty"]),
    "a list": ("- a\n", ["1: the file must hold keys and values"]),
    "unknown key on top": (
        "template: []\n",
        ["1: `templates` is missing", "1: the key `template` is unknown (is `templates` meant?)"],
    ),
    "unknown key": (
        changed("category", "categorie"),
        ["2: `category` is missing", "4: the key `categorie` is unknown (is `category`"],
    ),
    "unknown key of every": (
        changed("days", "day"),
        ["6: the key `day` is unknown (is `days` meant?): known here are at, cron, before, days, time"],
    ),
    "unknown language": (
        changed("标题", "{zh-Hans: 一, fr: un}"),
        ["3: the key `fr` is unknown: known here are zh-Hans, zh-Hant, en"],
    ),
    "no simplified title": (changed("标题", "{en: one}"), ["3: `zh-Hans` is missing"]),
    "empty title": (changed("标题", '" "'), ["3: `title` is an empty text"]),
    "no name": (changed("name: x\n    ", ""), ["2: `name` is missing"]),
    "capitals in name": (changed("name: x", "name: X"), ["2: `name` can't be “X”: write up to 40 of the letters a-z"]),
    "long name": (changed("name: x", f"name: {'x' * 41}"), ["2: `name` can't be"]),
    "long category": (changed("news", "n" * 41), ["4: `category` can't be"]),
    "category of two": (changed("news", "[news, daily]"), ["4: `category` must be text, not a list"]),
    "nothing to say": (
        changed("    text: 文字\n", ""),
        ["2: the template `x` says nothing: give it a `text`, a `pair`"],
    ),
    "unknown pair": (changed("文字", "文字\n    pair: a/nobody"), ["6: no pair has the id `a/nobody`: mend it"]),
    "pair without article": (
        changed("文字", "文字\n    pair: offices"),
        ["6: no pair has the id `offices`: mend it; a pair is named ARTICLE/ID"],
    ),
    "a pair and daily": (
        changed("文字", "文字\n    pair: a/offices\n    source: daily"),
        ["6: `pair` can't stand beside `source: daily`"],
    ),
    "unknown source": (
        changed("文字", "文字\n    source: weekly"),
        ["6: `source` can't be “weekly”: the only one is daily"],
    ),
    "empty source": (changed("文字", '文字\n    source: ""'), ["6: `source` is an empty text"]),
    "unknown festival": (
        changed("qingming", "easter"),
        ["6: `before` can't be “easter”: the festivals are new-year, laba"],
    ),
    "days below nought": (changed("days: 3", 'days: "-1"'), ["6: `days` must be a whole number"]),
    "too many days": (
        changed("days: 3", "days: 61"),
        ["6: `days` can't be “61”: write how many days before the festival it is, 0 to 60"],
    ),
    "days as text": (changed("days: 3", 'days: "3"'), ["6: `days` must be a whole number without quotes"]),
    "unquoted time": (
        changed('"09:00"', "12:30"),
        ['6: `time` is 12:30 without quotes, which YAML doesn\'t read as text: write "12:30"'],
    ),
    "no such time": (changed("09:00", "25:00"), ['6: `time` can\'t be “25:00”: write hours and minutes as "09:00"']),
    "no hours": (changed("09:00", "9"), ["6: `time` can't be “9”"]),
    "odd moment": (
        changed('before: qingming, days: 3, time: "09:00"', 'at: "2027-02-30 09:00"'),
        ["6: `at` can't be “2027-02-30 09:00”: write a date and a time as"],
    ),
    "two schedules": (
        changed("before: qingming", 'before: qingming, cron: "0 9 * * 1"'),
        ["6: `every` needs one of `at`, `cron` and `before`, and no two"],
    ),
    "no schedule": (changed('{before: qingming, days: 3, time: "09:00"}', "{}"), ["6: `every` needs one of"]),
    "days without a festival": (
        changed('before: qingming, days: 3, time: "09:00"', 'cron: "0 9 * * 1", days: 3'),
        ["6: `days` belongs to `before`"],
    ),
    "time without a festival": (
        changed("before: qingming, days: 3", 'at: "2027-01-01 09:00"'),
        ["6: `time` belongs to `before`"],
    ),
    "unknown blank": (
        changed("文字", "'{date}{name}'"),
        ["5: {name} is unknown: what can stand here is {date}, {days}, {festival}"],
    ),
    "blank without a festival": (
        changed("文字", "'{days}{days}'").replace('before: qingming, days: 3, time: "09:00"', 'cron: "0 9 * * 1"'),
        ["5: {days} is only known of a template that comes `before` a festival: what can stand here is {date}"],
    ),
    "name twice": (
        GOOD + "  - {name: x, title: 二, category: news, text: 二}\n",
        ["7: the name `x` stands twice (first at line 2): rename one"],
    ),
    "key twice": (
        changed("category: news", "category: news\n    category: daily"),
        ["5: the key `category` stands twice (first at line 4)"],
    ),
    "alias": (
        changed("标题", "&a 标题") + "  - {name: y, title: *a, category: news, text: 二}\n",
        ["3: the anchor &a is refused", "7: the alias *a is refused"],
    ),
    "tag": (changed("文字", "!!python/object:os.system x"), ["5: the tag !!python/object:os.syste… is refused"]),
    "no YAML": ("templates: [\n", ["2: isn't valid YAML"]),
    "second document": (GOOD + "---\na: b\n", ["7: a second document begins here"]),
}


@pytest.mark.parametrize(("text", "wanted"), BAD.values(), ids=BAD)
def test_every_fault_is_found_with_its_line(tmp_path, text, wanted):
    found = faults(tmp_path, text)
    assert len(found) == len(wanted), found
    assert all(one.startswith(start) for one, start in zip(found, wanted, strict=True)), found


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    text = """\
templates:
  - {name: x, title: 一, category: news, pair: a/nobody}
  - {name: x, title: 二, category: news, text: "{who}"}
  - {name: y, title: 三, category: news, every: {cron: a, at: "2027-01-01 09:00"}}
"""
    assert [line.split(":")[0] for line in faults(tmp_path, text)] == ["2", "3", "3", "4", "4"]


def test_a_pair_is_looked_for_even_where_the_rest_does_not_fit(tmp_path):
    text = changed("文字", "文字\n    pair: a/nobody").replace("qingming", "easter")
    assert [line.split(":")[0] for line in faults(tmp_path, text)] == ["6", "7"]


def test_a_pair_that_a_damaged_file_has_lost_is_not_missed(tmp_path):
    damaged = PAIRS.replace("question:", "quest:")
    text = changed("文字", "文字\n    pair: a/offices")
    assert faults(tmp_path, text, **{"pairs/a.yaml": damaged}) == []


def test_faults_of_announcements_keep_the_knowledge_from_being_used(tmp_path):
    (problem,) = problems(folder(tmp_path, changed("文字", "文字\n    pair: a/nobody")))
    assert problem.startswith("announcements.yaml:6: ")


def test_the_shipped_templates_are_those_that_were_promised():
    knowledge = load(SHIPPED, fold=fold)
    festivals = {name: template.every.before for name, template in knowledge.templates.items() if template.pair}
    promised = ["spring-festival", "qingming", "labour-day", "dragon-boat", "mid-autumn", "national-day"]
    assert festivals == {name: name for name in promised}
    for name in promised:
        template = knowledge.templates[name]
        assert (template.category, template.every.days, template.every.time) == ("holiday", 3, "09:00")
        assert set(template.titles) == {"zh-Hans", "zh-Hant", "en"}
        assert template.text
    assert len({knowledge.templates[name].pair for name in promised}) == len(promised)
    reminder = knowledge.pairs[knowledge.templates["spring-festival"].pair]
    assert "紧盯节假日关键节点,常态化开展廉政提醒" in reminder.excerpts[0].text
    daily = knowledge.templates["daily"]
    assert (daily.daily, daily.category, daily.every) == (True, "daily", Every(cron="30 8 * * *"))
    assert list(knowledge.templates) == [*promised, "daily"]


def test_every_festival_is_taken(tmp_path):
    lines = [f"  - {{name: {key}, title: 一, category: news, text: 二, every: {{before: {key}}}}}" for key in FESTIVALS]
    assert faults(tmp_path, "\n".join(["templates:", *lines])) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("{date}{days}{date}", ["date", "days"]),
        ("{}{ date }{0}{Date}{a.b}{a[0]}{a!r}{a:9}", []),
        ("{{x}}", ["x"]),
    ],
)
def test_the_blanks_of_a_text(text, names):
    assert blanks_of(text) == names


def test_values_are_put_in_as_they_stand_and_once():
    values = {"date": "{days}", "days": "3"}
    assert filled("{date} {days} {festival} {date.x} %s \\1", values) == "{days} 3 {festival} {date.x} %s \\1"


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text_can_be_filled(text, value):
    filled(text, dict.fromkeys(BLANKS, value))
    assert filled(text, {}) == text
