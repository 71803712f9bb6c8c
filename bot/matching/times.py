"""The years, months and days that a text names, in figures or as seen from the present year (去年). Pure."""

import functools
import re

from bot.knowledge.model import Article
from bot.matching.fold import normalised

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|年度|\D|$)(?!\d*[个元万亿%户人亩名位株吨米多余字次家辆平])")
DATE = re.compile(r"(?:19|20)\d\d年(?:\d+月(?:\d+日)?)?|(?:\d+|几|哪个?)月(?:\d+[日号])?")
"""A date, whole or in part."""
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(?:(\d{1,2})日)?")
_LONE_DAY = re.compile(
    r"(?:(?<![\d月.])(?=\d+号)|(?<=[几哪]月)|(?<=哪个月))([12]?\d|3[01])[日号](?![线楼院馆门桌文令店机台车厅房码公])"
)
"""A day of a month that isn't named: 10号, 几月10日."""
_WORDS = {
    "前年": -2,
    **dict.fromkeys(("去年", "上年", "上一年", "上个年度", "last year"), -1),
    **dict.fromkeys(("今年", "本年", "this year"), 0),
    **dict.fromkeys(("明年", "来年", "下一年", "next year"), 1),
    "后年": 2,
}
_RELATIVE = re.compile(
    r"(?<![大\d年])前年|去年|上年(?![纪级])|上[一1]年(?!级)|上个年度|[今本]年|明年|(?<!将)来年(?!轻)|下[一1]年(?!级)"
    r"|(?<![以之大])后年(?!轻)|\b(?:last|this|next) year\b"
)
_AGED = re.compile(r"今年.{0,3}(?:多大|几岁|多少岁|好大|高寿|\d+(?:多?岁|出头|[好几]?了))")
"""How old someone is is asked and told with 今年; it limits nothing."""
HEAD = 20_000
"""Code points of an article that count as its beginning."""

Day = tuple[int, int]
"""Month and day; 0 for what is not named (5月, 10号)."""
LAST_MONTH = 12


def years(text: str) -> frozenset[str]:
    """The four-digit years in normalised text."""
    return frozenset(YEAR.findall(text)) if "20" in text or "19" in text else frozenset()


def relative(text: str) -> frozenset[int]:
    """Years named by their distance from the present one: 去年 is -1."""
    if "年" not in text and "year" not in text:
        return frozenset()
    found = _RELATIVE.findall(text)
    if not found or (found == ["今年"] and _AGED.search(text)):
        return frozenset()
    return frozenset(_WORDS[word.replace("1", "一")] for word in found)


def days(text: str) -> frozenset[Day]:
    """The months and days in normalised text."""
    found = _DAY.findall(text) if "月" in text else []
    if "号" in text or "月" in text:
        found += [("0", day) for day in _LONE_DAY.findall(text)]
    return frozenset((int(month), int(day or 0)) for month, day in found if int(month) <= LAST_MONTH)


def covers(named: frozenset[Day], day: Day) -> bool:
    """Whether one of several dates is this one, or lies in this month, or on this day of some month."""
    return any((not day[0] or month == day[0]) and (not day[1] or number == day[1]) for month, number in named)


REMEMBERED = 256
"""Articles whose beginnings are remembered."""


@functools.lru_cache(maxsize=REMEMBERED)
def beginning(article: Article) -> str:
    """The beginning of an article, normalised."""
    return normalised(article.text[:HEAD])


@functools.lru_cache(maxsize=REMEMBERED)
def article_days(article: Article) -> frozenset[Day]:
    """The months and days that the beginning of an article names, its date among them."""
    parts = [int(part) for part in (article.published or "").split("-")[1:]]
    own = {(parts[0], parts[1] if len(parts) > 1 else 0)} if parts else set()
    return days(beginning(article)) | days(normalised(article.dateline or "")) | own
