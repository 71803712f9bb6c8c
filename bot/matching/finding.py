"""Regular expressions that are tried only where a literal of theirs stands, and compiled when first needed. Pure.

Most words that guards look for are in no text. A pattern is cut into its alternatives, each goes by the characters that
it can't do without, and looking for those costs a twentieth of what the regular expression does.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import add

_SPECIAL = frozenset("\\[](){}.*+?^$|")
_REPEATS = re.compile(r"\{(\d+)[^}]*\}|[*+?]")
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_WHOLE = re.compile(r"(?:\\b)?([^\\\[\](){}.*+?^$|]+)(?:\\b)?")
"""Words of an alphabet, which must not stand within others, are most patterns that aren't literals."""
_LITERAL_ESCAPE = re.compile(r"\\[^\w]")


@dataclass(frozen=True)
class Alternative:
    """One alternative of a pattern.

    Attributes:
        source: its regular expression.
        keys: literals of which one stands in any text in which it is found; empty where there are none.
    """

    source: str
    keys: tuple[str, ...]

    @cached_property
    def _search(self) -> "re.Pattern[str] | None":
        return None if self.keys == (self.source,) else re.compile(self.source)

    def is_in(self, text: str) -> bool:
        """Whether it stands in a text."""
        for key in self.keys or ("",):
            if key in text:
                return self._search is None or self._search.search(text) is not None
        return False

    def places(self, text: str) -> Iterator[int]:
        """Where it stands in a text."""
        if self._search is not None:
            if self.is_in(text):
                yield from (match.start() for match in self._search.finditer(text))
            return
        at = text.find(self.source)
        while at >= 0:
            yield at
            at = text.find(self.source, at + 1)


class Finder:
    """Finds a regular expression in texts.

    Args:
        patterns: any of them will do.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self.alternatives = tuple(
            Alternative(one, _keys(one)) for one in dict.fromkeys(part for each in patterns for part in _branches(each))
        )

    def is_in(self, text: str) -> bool:
        """Whether a text holds it."""
        return any(one.is_in(text) for one in self.alternatives)

    def places(self, text: str) -> Iterator[int]:
        """Where it stands in a text, in no order."""
        for one in self.alternatives:
            yield from one.places(text)


@dataclass(frozen=True)
class Finders:
    """Many finders that look at a text together.

    Attributes:
        finders: in the order in which they are named.
    """

    finders: tuple[Finder, ...]
    _by_start: dict[str, list[tuple[int, Alternative]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for number, finder in enumerate(self.finders):
            for one in finder.alternatives:
                for key in one.keys or ("",):
                    self._by_start.setdefault(key[:2], []).append((number, one))

    def found_in(self, text: str) -> tuple[int, ...]:
        """The numbers of those that a text holds, in order."""
        found: set[int] = set()
        for start in _starts(text) & self._by_start.keys():
            for number, one in self._by_start[start]:
                if number not in found and one.is_in(text):
                    found.add(number)
        return tuple(sorted(found))


@lru_cache(maxsize=16)
def _starts(text: str) -> frozenset[str]:
    """With what a key may start that stands in a text: its characters and pairs of them."""
    return frozenset(("", *text, *map(add, text, text[1:])))


def _branches(pattern: str) -> list[str]:
    """The alternatives of a pattern."""
    if "|" not in pattern:
        return [pattern]
    found, start = [], 0
    for at, end in _pieces(pattern):
        if pattern[at:end] == "|":
            found.append(pattern[start:at])
            start = end
    return [*found, pattern[start:]]


def _pieces(pattern: str) -> Iterator[tuple[int, int]]:
    """Where each piece of a pattern stands: a character, an escape, a class, a group, or a sign."""
    at = 0
    while at < len(pattern):
        end = at + 1
        if pattern[at] == "\\":
            end = at + 2
        elif match := _CLASS.match(pattern, at):
            end = match.end()
        elif pattern[at] == "(":
            end = _closing(pattern, at)
        elif match := _REPEATS.match(pattern, at):
            end = match.end()
        yield at, end
        at = end


def _closing(pattern: str, at: int) -> int:
    """Where the group that opens at a place has ended."""
    at += 1
    while pattern[at] != ")":
        if pattern[at] == "\\":
            at += 2
        elif match := _CLASS.match(pattern, at):
            at = match.end()
        else:
            at = _closing(pattern, at) if pattern[at] == "(" else at + 1
    return at + 1


def _keys(branch: str) -> tuple[str, ...]:
    """Literals of which any text holds one in which an alternative stands: the longest that can be read off it."""
    if whole := _WHOLE.fullmatch(branch):
        return (whole[1],)
    best: tuple[str, ...] = ()
    run = ""
    pieces = [branch[at:end] for at, end in _pieces(branch)]
    for piece, after in zip(pieces, [*pieces[1:], ""], strict=True):
        repeat = _REPEATS.fullmatch(after)
        sure = repeat is None or after == "+" or int(repeat[1] or 0) > 0
        literal = _literal(piece)
        if literal and sure:
            run += literal
            best = _better(best, (run,))
            if repeat is None:
                continue
        elif sure:
            best = _better(best, _group_keys(piece))
        run = ""
    return best


def _literal(piece: str) -> str:
    """The character that a piece stands for, if it stands for one alone."""
    if _LITERAL_ESCAPE.fullmatch(piece):
        return piece[1]
    return piece if _SPECIAL.isdisjoint(piece) else ""


def _group_keys(piece: str) -> tuple[str, ...]:
    """The keys of a group's alternatives; none where one of them has none, or where it only looks around."""
    if piece[0] != "(" or re.match(r"\(\?(?!:|P<)", piece):
        return ()
    inner = [_keys(branch) for branch in _branches(re.sub(r"^\((?:\?:|\?P<\w+>)?", "", piece[:-1]))]
    return tuple(key for keys in inner for key in keys) if all(inner) else ()


def _better(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Those keys of which the shortest is longer."""
    return max(one, other, key=lambda keys: min(map(len, keys), default=0))
