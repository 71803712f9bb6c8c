"""People's names and named attributes in a question. Pure; the words stand in `attributes.toml`."""

import functools
import re
import tomllib
from importlib import resources

Attribute = re.Pattern[str]
"""Finds any word for one attribute."""

_CONTEXT = (
    r"(?=家|故|到底|究竟|今|精|事|写|的|是|在|同志|烈士|元帅|将军|书记|县长|先生|女士|老师|纪念|说|谈|讲|生前|为|有|当|和|与|、|哪|出"
    r"|[,。?!\s]|$)"
)
_BEFORE = r"(?:^|(?<=[\s,。、:“《和与跟问叫是的位]))"


@functools.cache
def _words() -> tuple[tuple[Attribute, ...], re.Pattern[str], frozenset[str]]:
    data = tomllib.loads(resources.files("bot.matching").joinpath("attributes.toml").read_text(encoding="utf-8"))
    groups = tuple(re.compile("|".join(map(_whole, words))) for words in data["groups"])
    name = re.compile(rf"{_BEFORE}([{data['surnames']}][\u4e00-\u9fff]{{1,2}}){_CONTEXT}")
    return groups, name, frozenset(data["ordinary"].split())


def _whole(word: str) -> str:
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)


def attributes(text: str) -> tuple[Attribute, ...]:
    """The attributes that a question names.

    Args:
        text: the question, normalised.
    """
    return tuple(group for group in _words()[0] if group.search(text))


def people(text: str) -> tuple[str, ...]:
    """What looks like a person's name: a surname and one or two characters, where a name can stand.

    Args:
        text: the question, normalised.
    """
    _, name, ordinary = _words()
    return tuple(found for found in name.findall(text) if found[:2] not in ordinary)
