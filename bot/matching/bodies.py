"""Bodies that a question names: offices, schools, companies, halls. Pure; the words stand in `attributes.toml`.

A body is told from another of its kind by what stands before the word for the kind, places and general words
(职业技术, 股份有限) left out: 湘潭大学 and 湘潭理工大学 differ in 理工.
"""

import functools
import re
from dataclasses import dataclass

from bot.matching.finding import Finder, Finders
from bot.matching.gazetteer import without_places
from bot.matching.names import word_lists


@dataclass(frozen=True, slots=True)
class Body:
    """A body as a question names it.

    Attributes:
        own: what tells it from others of its kind, at least two characters.
        kind: the word for its kind.
        office: whether it is an office, in whose field others work too (教育局, 教育片).
    """

    own: str
    kind: str
    office: bool


@dataclass(frozen=True, slots=True)
class _Words:
    kinds: Finders
    body: re.Pattern[str]
    before: re.Pattern[str]
    general: re.Pattern[str]


_FIELD = r"[局厅委处科办站所口]|系统|部门"
"""What makes a field an office."""


@functools.cache
def _words() -> _Words:
    data = word_lists()["bodies"]
    kinds, before, general = (data[name].split() for name in ("kinds", "before", "general"))
    return _Words(
        Finders((Finder((*kinds, "局", "厅")),)),
        re.compile(
            rf"(?P<name>[\u4e00-\u9fff]+?)(?P<kind>(?P<office>{data['offices']})|{'|'.join(kinds)})(?!{data['after']})"
        ),
        re.compile(rf".*(?:{'|'.join(before)})"),
        re.compile("|".join(general)),
    )


def bodies(text: str) -> tuple[Body, ...]:
    """The bodies that a text names, those aside that it names by place or kind alone.

    Args:
        text: normalised.
    """
    words = _words()
    if not words.kinds.found_in(text):
        return ()
    named = ((words.before.sub("", match["name"]), match) for match in words.body.finditer(text))
    own = ((words.general.sub("", without_places(name)), match) for name, match in named)
    return tuple(Body(name, match["kind"], match["office"] is not None) for name, match in own if len(name) > 1)


def office_like(body: Body) -> re.Pattern[str]:
    """What names the office of a field, or another body in it."""
    return re.compile(rf"{body.own[-2:]}(?:{_FIELD})")


def parts(body: Body) -> tuple[str, ...]:
    """Any two neighbouring characters of what is a body's own: who says two says the name, perhaps in short."""
    return tuple(body.own[at : at + 2] for at in range(len(body.own) - 1))
