"""What a question wants to be told, and what only a certain kind of words can answer: a year, a sum, an age. Pure.

The words stand in `evidence.toml`.
"""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from bot.matching.finding import Finder, Finders
from bot.matching.listing import wanted_names
from bot.matching.names import surnames


@dataclass(frozen=True)
class Kind:
    """A kind of question.

    Attributes:
        words: of its patterns: `vouched`, how a phrasing may ask for the same or for something narrower, and `holds`,
            what an excerpt holds that answers it.
    """

    words: Mapping[str, str]

    @functools.cached_property
    def vouched(self) -> Finder:
        """Finds how a phrasing may ask for the same."""
        return Finder([self.words["vouched"]])

    @functools.cached_property
    def holds(self) -> Finder:
        """Finds what answers it."""
        return Finder([self.words["holds"]])


@dataclass(frozen=True)
class _Words:
    """What stands in `evidence.toml`, its parts put in."""

    kinds: tuple[Kind, ...]
    asked: Finders
    who: Kind
    much: Finder
    office: Kind
    units: Mapping[str, Finder]

    @functools.cached_property
    def title(self) -> re.Pattern[str]:
        """Finds whose name is asked for."""
        return re.compile(self.office.words["asks"])


@functools.cache
def _words() -> _Words:
    text = resources.files("bot.matching").joinpath("evidence.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    parts = data["parts"] | {"surnames": surnames()}

    def whole(pattern: str) -> str:
        while (filled := _PART.sub(lambda match: parts[match[1]], pattern)) != pattern:
            pattern = filled
        return pattern

    def kind(words: Mapping[str, str]) -> Kind:
        return Kind({side: whole(pattern) for side, pattern in words.items()})

    kinds, who, office = (*map(kind, data["kinds"]),), kind(data["who"]), kind(data["office"])
    return _Words(
        kinds,
        Finders(tuple(Finder([one.words["asks"]]) for one in (*kinds, who, office))),
        who,
        Finder([who.words["much"]]),
        office,
        {unit: Finder([whole(f"<{part}>")]) for part, own in _VOUCHED_UNITS.items() for unit in own},
    )


_PART = re.compile(r"(?<![?P])<([a-z]+)>")
_WHERE = re.compile(r"哪里|在哪(?![一1]?[年天月日个位次])|哪儿|什么地方|\bwhere\b")
_ASKED = "(?:多少|几多|好多|(?<![哪这那近前后十好荐求来给])几)"
"""How one asks for a number."""
_COUNTED = re.compile(
    rf"{_ASKED}(?:个)?(万?元|块钱|块|钱|亿|亩|人|名|位|岁|年|天|日|次|户|栋|期|条|届|公里|平方|米|吨|层|章|集|小时|分钟|个月|篇|倍|楼|排|票(?!子)|桌)"
)
_ALIKE = (
    ("元", "块", "钱", "万元", "亿", "块钱"),
    ("人", "名", "位", "口"),
    ("天", "日"),
    ("篇", "章"),
    ("里", "公里", "千米"),
    ("平", "平方", "平米", "亩"),
)
"""Units that people say for one another."""
_VOUCHED_UNITS = {"age": ("岁",), "money": ("钱", "元", "块", "块钱"), "long": ("天", "年", "日")}
"""Units for which other words ask too, by the part of `evidence.toml` that holds these."""
_NOT_A_THING = "[子阿咯呢啊呀吧哦哈嘞哇嘛了的才是有在能会可什啥么样]"
_THING = re.compile(
    rf"{_ASKED}[个只头条匹棵颗株辆架艘台部套把张家所座栋间处口块面支份本册件项种类位名]"
    rf"(?!字[是叫])((?!{_NOT_A_THING})[\u4e00-\u9fff](?:(?!{_NOT_A_THING})[\u4e00-\u9fff])?)"
    r"|多少(?!东西|好处|内容|时间|地方|事情|[钱元块万亿人岁年天日期届公平米吨层章集小分倍楼排票桌字遍度点次户栋条篇名位个只家所])"
    rf"((?!{_NOT_A_THING})[\u4e00-\u9fff](?!{_NOT_A_THING})[\u4e00-\u9fff])"
)
_MEASURE = re.compile(
    r"([\u4e00-\u9fff]{2}[率额值费量龄])(?:[是有为达到]|大概|一共|总共|大约|具体)*(?:多少|几多|好多|几)"
    r"|(?:^|[\s的])[\u4e00-\u9fff]{0,2}?([\u4e00-\u9fff]{2}[率额值费量龄])\??$"
)
"""A quantity that is asked for by name: 出口额是多少, 容积率."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants to be told.

    Attributes:
        kinds: the kinds of words that alone can answer it.
        unit: what it counts, if it asks for a number of something countable.
        thing: what stands behind the counting word (多少头猪), at most two characters.
        who: whether it asks for someone.
        title: the office or calling of someone whose name it asks for (书记叫什么).
        names: how many things it wants to be named (哪五个).
        measure: the name of the quantity that it asks for.
    """

    kinds: tuple[Kind, ...] = ()
    unit: str | None = None
    thing: str | None = None
    who: bool = False
    title: str | None = None
    names: int = 0
    measure: str | None = None

    @property
    def is_given(self) -> bool:
        """Whether it wants anything of a certain kind."""
        return self != NOTHING


NOTHING = Wanted()


def wanted(text: str) -> Wanted:
    """What a question wants to be told.

    Args:
        text: the question, normalised.
    """
    words = _words()
    found = words.asked.found_in(text)
    counts = "多少" in text or "几" in text or "好多" in text
    unit, thing = (_COUNTED.search(text), _THING.search(text)) if counts else (None, None)
    title = words.title.search(text) if len(words.kinds) + 1 in found else None
    measure = _MEASURE.search(text)
    return Wanted(
        tuple(words.kinds[number] for number in found if number < len(words.kinds)),
        unit[1] if unit else None,
        (thing[1] or thing[2]) if thing else None,
        len(words.kinds) in found,
        title["title"] if title else None,
        wanted_names(text),
        (measure[1] or measure[2]) if measure else None,
    )


def asks_where(text: str) -> bool:
    """Whether a text asks for a place."""
    return _WHERE.search(text) is not None


def who() -> Kind:
    """Someone."""
    return _words().who


def much() -> Finder:
    """Finds how one asks how much or when: who is then no part of the answer."""
    return _words().much


def office() -> Kind:
    """The name of someone with an office or a calling."""
    return _words().office


def unit_counted(unit: str) -> re.Pattern[str]:
    """Finds a number of some unit, or of one that people say for it."""
    return _unit_pattern(rf"(?<![\d.])(?!1个?\D)\d[\d.]*[多余几]*[万亿]?个?(?:{'|'.join(_alike(unit))})")


def unit_asked(unit: str) -> Finder:
    """Finds how one asks for a number of some unit."""
    return _unit_finder(unit)


@functools.cache
def _unit_finder(unit: str) -> Finder:
    things = r"|个(?![月小钟分年])" if unit in _alike("人") else ""
    own = [rf"{_ASKED}(?:个?(?:{'|'.join(_alike(unit))}){things})"]
    other = _words().units.get(unit)
    return Finder([*own, *(one.source for one in other.alternatives)] if other else own)


@functools.cache
def _unit_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _alike(unit: str) -> tuple[str, ...]:
    return next((group for group in _ALIKE if unit in group), (unit,))
