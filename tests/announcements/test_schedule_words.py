"""Schedules, their times and their problems in words; a template's text as it goes out."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.announcements.calendar import FESTIVALS
from bot.announcements.model import Schedule
from bot.announcements.problems import Problem
from bot.announcements.schedule import problems, warnings
from bot.announcements.schedule_templates import schedule_of, text_of
from bot.announcements.schedule_words import due_words, schedule_words
from bot.knowledge.model import Every, Template
from bot.replies.words import LANGUAGES, words_for

HERE = "Asia/Shanghai"
CHINESE = words_for("zh-Hans")
ENGLISH = words_for("en")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(HERE)).timestamp()


NOW = at("2026-11-21 12:00")


@pytest.mark.parametrize(
    ("schedule", "chinese", "english"),
    [
        (Schedule("now", HERE), "现在", "now"),
        (Schedule("at", HERE, at="2027-02-03 09:00"), "2027-02-03 09:00（{}）", "2027-02-03 09:00 ({})"),
        (Schedule("cron", HERE, cron="30 8 * * *"), "每天 08:30（{}）", "every day at 08:30 ({})"),
        (Schedule("cron", HERE, cron="0 9 * * 1"), "每周一 09:00（{}）", "every Monday at 09:00 ({})"),
        (
            Schedule("cron", HERE, cron="0 9 * * 3,0"),
            "每周三、周日 09:00（{}）",
            "every Wednesday, Sunday at 09:00 ({})",
        ),
        (Schedule("cron", HERE, cron="5 9 15 * *"), "每月 15 日 09:05（{}）", "on day 15 of each month at 09:05 ({})"),
        (Schedule("cron", HERE, cron="0 9 13 * 5"), "cron 0 9 13 * 5（{}）", "cron 0 9 13 * 5 ({})"),
        (Schedule("cron", HERE, cron="x\ny"), "cron x⏎y（{}）", "cron x⏎y ({})"),
        (
            Schedule("before", HERE, festival="spring-festival", days=3),
            "每年春节前 3 天 09:00（{}）",
            "each year, 3 days before Spring Festival, at 09:00 ({})",
        ),
        (
            Schedule("before", HERE, festival="mid-autumn", days=1),
            "每年中秋节前 1 天 09:00（{}）",
            "each year, 1 day before the Mid-Autumn Festival, at 09:00 ({})",
        ),
        (
            Schedule("before", HERE, festival="labour-day", time="10:30"),
            "每年劳动节当天 10:30（{}）",
            "each year on Labour Day at 10:30 ({})",
        ),
        (
            Schedule("before", HERE, festival="gone", days=2),
            "每年gone前 2 天 09:00（{}）",
            "each year, 2 days before gone, at 09:00 ({})",
        ),
        (
            Schedule("lunar", HERE, month=5, day=5),
            "每年农历五月初五 09:00（{}）",
            "each year on day 5 of lunar month 5 at 09:00 ({})",
        ),
    ],
)
def test_a_schedule_in_words(schedule, chinese, english):
    assert schedule_words(schedule, CHINESE) == chinese.format(HERE)
    assert schedule_words(schedule, ENGLISH) == english.format(HERE)


@pytest.mark.parametrize(
    ("time", "chinese"),
    [
        ("2026-02-14 09:00", "2026-02-14 周六 09:00（调休上班）"),
        ("2026-02-15 09:00", "2026-02-15 周日 09:00"),
        ("2026-02-20 09:00", "2026-02-20 周五 09:00（放假）"),
        ("2026-02-25 09:00", "2026-02-25 周三 09:00"),
        ("2027-02-08 09:00", "2027-02-08 周一 09:00"),
    ],
    ids=["shifted workday", "Sunday", "day off", "Wednesday", "not announced"],
)
def test_a_time_says_when_people_work_against_the_rule(time, chinese):
    assert due_words(at(time), HERE, CHINESE) == chinese


def test_a_time_is_that_of_the_schedules_zone():
    assert due_words(NOW, "America/New_York", ENGLISH) == "2026-11-20, Friday, 23:00"


@pytest.mark.parametrize(("due", "zone"), [(NOW, "Mars/X"), (1e300, HERE)])
def test_a_time_that_no_clock_shows_is_a_dash(due, zone):
    assert due_words(due, zone, CHINESE) == "–"


PROBLEMATIC = [
    Schedule("at", "Mars/X", at="x"),
    Schedule("at", HERE, at="1900-01-01 00:00"),
    Schedule("at", HERE, at="9999-01-01 00:00"),
    Schedule("cron", HERE, cron="@reboot"),
    Schedule("cron", HERE, cron="0 99 * * *"),
    Schedule("cron", HERE, cron="0 9 31 2 *"),
    Schedule("cron", HERE, cron="* * * * *"),
    Schedule("cron", HERE, cron="0 9 * * 1-5"),
    Schedule("before", HERE, festival="easter", days=99, time="25:00"),
    Schedule("before", HERE, festival="qingming"),
    Schedule("lunar", HERE, month=13, day=31),
    Schedule("lunar", HERE, month=12, day=30),
    Schedule("lunar", HERE, month=5, day=5),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_and_warning_has_its_sentence(language):
    words = words_for(language)
    found = [problem for one in PROBLEMATIC for problem in (*problems(one, NOW), *warnings(one, NOW))]
    assert len({problem.key for problem in found}) == 18
    for problem in found:
        text = words.text(f"announce.problem.{problem.key}", **problem.values)
        assert "{" not in text


def test_what_somebody_wrote_stands_in_the_sentence_as_it_is():
    (problem,) = problems(Schedule("at", HERE, at="{0.__class__}"), NOW)
    assert problem == Problem("at-form", {"at": "{0.__class__}"})
    assert "{0.__class__}" in CHINESE.text("announce.problem.at-form", **problem.values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_festival_has_a_name_of_its_own(language):
    names = [words_for(language).text(f"announce.festival.{key}") for key in FESTIVALS]
    assert len(set(names)) == len(FESTIVALS)


@pytest.mark.parametrize(
    ("every", "schedule"),
    [
        (None, None),
        (Every(cron="30 8 * * *"), Schedule("cron", HERE, cron="30 8 * * *")),
        (Every(at="2027-02-03 09:00"), Schedule("at", HERE, at="2027-02-03 09:00")),
        (
            Every(before="qingming", days=3, time="08:00"),
            Schedule("before", HERE, festival="qingming", days=3, time="08:00"),
        ),
    ],
)
def test_the_schedule_of_a_template(every, schedule):
    assert schedule_of(Template("x", {"": "标题"}, "news", "文", every=every), HERE) == schedule


@pytest.mark.parametrize(
    ("before", "time", "text"),
    [
        ("spring-festival", "2027-02-03 09:00", "春节还有3天（2027年2月6日）"),
        ("spring-festival", "2027-02-06 09:00", "春节还有0天（2027年2月6日）"),
        ("spring-festival", "2027-02-07 09:00", "春节还有353天（2028年1月26日）"),
        ("laba", "2026-01-20 09:00", "腊八节还有6天（2026年1月26日）"),
        ("laba", "2028-01-05 09:00", "腊八节还有383天（2029年1月22日）"),
        ("new-year", "2026-12-29 23:59", "元旦还有3天（2027年1月1日）"),
    ],
)
def test_a_template_names_its_festivals_next_day_whenever_it_is_sent(before, time, text):
    template = Template("x", {"": "标题"}, "holiday", "{festival}还有{days}天（{date}）", every=Every(before=before))
    assert text_of(template, at(time), HERE, CHINESE) == text


def test_a_template_without_a_festival_names_the_day_on_which_it_is_sent():
    template = Template("x", {"": "标题"}, "news", "{date}：{days} {0.__class__} {} {{date}} %s")
    assert text_of(template, NOW, HERE, CHINESE) == "2026年11月21日：{days} {0.__class__} {} {2026年11月21日} %s"
    assert text_of(template, NOW, "Mars/X", CHINESE) == template.text
