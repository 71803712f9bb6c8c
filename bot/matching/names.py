"""People's names and named attributes in a question. Pure; the words stand in `attributes.toml`."""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from bot.matching.finding import Finder, Finders
from bot.matching.pinyin import is_pinyin, letters, syllables


@dataclass(frozen=True)
class Attribute:
    """Something that is asked of a thing.

    Attributes:
        words: how a pair names it that speaks of it.
    """

    words: tuple[str, ...]

    @functools.cached_property
    def holds(self) -> Finder:
        """Finds it in a pair."""
        return Finder(map(_whole, self.words))


_AFTER = (
    r"(?=家|故|到底|究竟|今|精|事|写|的|是|在|同志|烈士|元帅|将军|书记|县长|先生|女士|老师|纪念|说|谈|讲|生前|为|有|当|和|与|、|哪|出"
    r"|给|[,。?!\s]|$)"
)
_AFTER_TWO = (
    r"(?=故居|故里|旧居|到底|究竟|今年|同志|烈士|元帅|将军|状元|英雄|书记|县长|先生|女士|老师|纪念|生前|生于|出生|牺牲|去世|[说写谈讲]了?"
    r"|是(?:谁|哪|什么|个|何|多)|的(?:[妻儿父母家信诗歌书话事名故遗孙身职籍死功病夫作]|老家|生平|年|女[儿婿]|爱人)|得的"
    r"|(?:现在|后来|当年|什么时候|哪[里年儿]|在哪)|[,。?!\s、]|$)"
)
"""What follows a name of two characters, of which most that look like one are other words."""
_TITLES = (
    "状元 书记 烈士 元帅 将军 县长 区长 镇长 主任 记者 作者 英雄 诗人 作家 演员 明星 同志 局长 校长 院长 教授 老师 编辑"
)
_CAPITALS = re.compile(r"(?:^(?:[A-Z][a-z]+ )?|(?<=[a-z,:] ))([A-Z][a-z]+(?: [A-Z][a-z]+){1,2})\b")
_BEFORE = r"\s,。、:“《和与跟问叫是的位"
_NEVER = "镇村县市区乡省上下里的了着过吗呢吧是在有不也都就还被让给这那哪什么怎个些样们"
"""What no name ends in."""


def _stands(surname: int) -> str:
    """Where a name can stand: looks back from behind a surname of so many characters."""
    back = "." * surname
    return rf"(?:(?<=^{back})|(?<=[{_BEFORE}]{back})|{'|'.join(f'(?<={title}{back})' for title in _TITLES.split())})"


@dataclass(frozen=True, slots=True)
class _Words:
    surnames: str
    attributes: tuple[Attribute, ...]
    asked: Finders
    name: re.Pattern[str]
    ordinary: frozenset[str]


@functools.cache
def word_lists() -> Mapping[str, Any]:
    """What stands in `attributes.toml`."""
    return tomllib.loads(resources.files("bot.matching").joinpath("attributes.toml").read_text(encoding="utf-8"))


@functools.cache
def _words() -> _Words:
    data = word_lists()
    groups = [group if isinstance(group, dict) else {"asks": group, "holds": group} for group in data["groups"]]
    double = data["double"].replace(" ", "|")
    return _Words(
        data["surnames"],
        tuple(Attribute(tuple(group["holds"])) for group in groups),
        Finders(tuple(Finder(map(_whole, group["asks"])) for group in groups)),
        re.compile(
            rf"[{data['surnames']}]{_stands(1)}(?:[\u4e00-\u9fff]{{2}}(?<![{_NEVER}]){_AFTER}"
            rf"|[\u4e00-\u9fff](?<![{_NEVER}]){_AFTER_TWO})|(?:{double}){_stands(2)}[\u4e00-\u9fff]{{1,2}}?{_AFTER}"
        ),
        frozenset(data["ordinary"].split()),
    )


def _whole(word: str) -> str:
    return rf"\b{word}\b" if word.isascii() else word


def attributes(text: str) -> tuple[Attribute, ...]:
    """The attributes that a question names.

    Args:
        text: the question, normalised.
    """
    words = _words()
    return tuple(words.attributes[number] for number in words.asked.found_in(text))


def surnames() -> str:
    """Every surname of one character that is looked for."""
    return str(word_lists()["surnames"])


def people(text: str) -> tuple[str, ...]:
    """What looks like a person's name: a surname and one or two characters, where a name can stand.

    Args:
        text: the question, normalised.
    """
    words = _words()
    return tuple(found for found in words.name.findall(text) if found[:2] not in words.ordinary)


def spelled_people(question: str) -> tuple[str, ...]:
    """What looks like a Chinese name in an English question, in letters: Guo Liang is guoliang.

    Args:
        question: as written: names have capitals.
    """
    named = (match[1] for match in _CAPITALS.finditer(question))
    found = (one.lower().split() for one in named)
    return tuple("".join(words) for words in found if words[0] in _surnames_spelled() and all(map(is_pinyin, words)))


@functools.cache
def _surnames_spelled() -> frozenset[str]:
    return frozenset(letters(char) for char in surnames())


def sounds_named(said: str, name: str) -> bool:
    """Whether a text names someone in characters that may be a typo for the name.

    The surname must be right and one more character sound right in its place; or all of the name sound right.
    """
    sounds = [set(syllables(char)) for char in name]
    for at in (at for at, char in enumerate(said) if char == name[0] or syllables(char)[0] in sounds[0]):
        there = said[at : at + len(name)]
        heard = [
            not one.isdisjoint(syllables(char)) and char not in _NEVER for one, char in zip(sounds, there, strict=False)
        ]
        if len(heard) == len(name) and (all(heard) or (said[at] == name[0] and any(heard[1:]))):
            return True
    return False
