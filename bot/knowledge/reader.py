"""A strict YAML reader: text in, plain values and the line of each out. The only module that imports yaml.

It works on the parser's events and never on PyYAML's own tree: composing 100,000 brackets ends the process in libyaml,
and composing resolves aliases, tags and types that a curator did not mean.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from bot.knowledge.files import UNPRINTABLE, Source, printable
from bot.knowledge.places import Block, Place, line_of

MAX_DEPTH = 12
"""Collections within collections. The knowledge files need 5; a parser's cost and stack grow with it."""

MAX_REFUSALS = 1_000
"""Aliases, duplicate keys and the like in one file, after which it isn't read on: nobody mends a bomb line by line."""

_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the pure one takes ten times as long
_IMPLICIT = yaml.SafeLoader.yaml_implicit_resolvers
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_NUMBER_OF_YAML_1_2 = re.compile(r"0o[0-7]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SWALLOWED = re.compile(r"[ \t]+#[^\s#]")
_ADVICE = {
    "mapping values are not allowed": "put quotes around a text that holds a colon and a space",
    "cannot start any token": "indent with spaces, and put quotes around a text that begins with a special sign",
    "could not find expected ':'": "a key ends in a half-width colon and a space; a text under `|-` is indented",
    "unexpected end of stream": "close the quotation mark",
    "expected ',' or": "quote a text that holds a comma, a bracket or a brace",
    "did not find expected": "check the indentation, and quotation marks within a quoted text",
    "expected <block end>": "check the indentation, and quotation marks within a quoted text",
}


@dataclass(frozen=True, slots=True)
class Unquoted:
    """A plain scalar that YAML reads as something else than text: no, 007, 12:30, 2024-05-01, ~, nothing."""

    source: str


Value: TypeAlias = "str | int | Unquoted | list[Value] | dict[str, Value]"

REFUSED = Unquoted("*")
"""Stands for an alias, which has been reported: no further fault of it is worth a word."""


@dataclass(frozen=True)
class Places:
    """Where the values of a text stand.

    Attributes:
        text: what they were read from.
    """

    text: str = field(repr=False)

    @cached_property
    def root(self) -> Place:
        """In the shape of the values. The text is read anew for it: hardly any has a fault whose place is wanted."""
        return _Composer(self.text, Source(Path(), []), exact=True).root()[1]


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file's values and, in the same shape, their lines."""

    data: Value
    places: Places

    @property
    def place(self) -> Place:
        """The place of the whole."""
        return self.places.root


def parse(text: str, source: Source) -> Document | None:
    """Read one YAML document.

    Args:
        text: the file's text, free of unprintable characters.
        source: gets a problem for each duplicate key, alias, anchor, tag, second document, swallowed text, and for
            nesting deeper than `MAX_DEPTH`.

    Returns:
        The values; None when they can't be read at all.
    """
    try:
        return Document(_Composer(text, source).root()[0], Places(text))
    except _GiveUpError as error:
        source.fault(error.line, str(error))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if error.context and error.context.startswith("while scanning") and error.context_mark:
            mark = error.context_mark
        source.fault(mark.line + 1 if mark else 1, f"isn't valid YAML: {_advised(error.problem or 'unreadable')}")
    except yaml.YAMLError as error:
        source.fault(1, f"isn't valid YAML: {' '.join(str(error).split())}")
    return None


class _GiveUpError(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


class _Composer:
    """Values and their places; without `exact` only lines, for lists and mappings as for scalars: they cost little."""

    def __init__(self, text: str, source: Source, *, exact: bool = False) -> None:
        self._text = text
        self._source = source
        self._exact = exact
        self._parser = _Parser(text)
        self._next = self._parser.get_event
        self._refusals = 0
        self._keys: dict[str, str] = {}

    def root(self) -> tuple[Value, Place]:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise _GiveUpError(1, "is empty: write its content or delete it")
        root = self._node(self._next(), 1)
        self._next()
        following = self._next()
        if not isinstance(following, yaml.StreamEndEvent):
            self._source.fault(
                following.start_mark.line + 1, "a second document begins here: one file holds one, without ---"
            )
        return root

    def _node(self, event: Any, depth: int) -> tuple[Value, Place]:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            self._refuse(line, f"the alias *{clip(str(event.anchor))} is refused: write the text out")
            return REFUSED, line
        if event.anchor is not None:
            self._refuse(line, f"the anchor &{clip(event.anchor)} is refused: delete it, or quote the text")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(line, f"the tag {clip(tag)} is refused: delete it, or quote the text")
        if isinstance(event, yaml.ScalarEvent):
            return REFUSED if event.tag else self._scalar(event, line), line
        if depth > MAX_DEPTH:
            message = f"lists or mappings stand more than {MAX_DEPTH} deep here: check brackets and indents"
            raise _GiveUpError(line, message)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(line, depth)
        return self._sequence(line, depth)

    def _sequence(self, line: int, depth: int) -> tuple[Value, Place]:
        values: list[Value] = []
        places: list[Place] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            value, place = self._node(event, depth + 1)
            values.append(value)
            if self._exact:
                places.append(place)
        return values, Block(line, {}, places) if self._exact else line

    def _mapping(self, line: int, depth: int) -> tuple[Value, Place]:
        values: dict[str, Value] = {}
        keys: dict[str, int] = {}
        places: dict[str, Place] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            at = event.start_mark.line + 1
            key = self._key(event, depth)
            value, place = self._node(self._next(), depth + 1)
            if key in keys:
                self._refuse(at, f"the key `{clip(key)}` stands twice (first at line {keys[key]}): keep one")
            elif key is not None:
                values[key], keys[key] = value, at
                if self._exact:
                    places[key] = place
        return values, Block(line, keys, places) if self._exact else line

    def _key(self, event: Any, depth: int) -> str | None:
        value, place = self._node(event, depth + 1)
        if isinstance(event, yaml.CollectionStartEvent):
            self._refuse(line_of(place), "a key must be text: quote a text that begins with [ or {")
        if not isinstance(event, yaml.ScalarEvent) or value is REFUSED:
            return None
        return self._keys.setdefault(event.value, event.value)  # few keys stand in a file, but each a thousand times

    def _scalar(self, event: Any, line: int) -> Value:
        text: str = event.value
        if bad := UNPRINTABLE.search(text):
            self._refuse(line, f"the text holds the control character U+{ord(bad[0]):04X}: delete its escape")
            return REFUSED
        if event.style:
            return text
        if _SWALLOWED.match(self._text, event.end_mark.index):
            advice = "quote the text, or put a space after # if a comment is meant"
            self._refuse(event.end_mark.line + 1, f"YAML drops the words after # in this line: {advice}")
        if _WHOLE.fullmatch(text):
            return int(text)
        return Unquoted(text) if _is_no_text(text) else text

    def _refuse(self, line: int, message: str) -> None:
        self._source.fault(line, message)
        self._refusals += 1
        if self._refusals >= MAX_REFUSALS:
            raise _GiveUpError(line, f"{MAX_REFUSALS:,} faults of this kind up to here: the rest isn't read")


def clip(text: str, most: int = 24) -> str:
    """A text as messages quote it: in one line, its end replaced by … beyond `most` characters."""
    return printable(text) if len(text) <= most else printable(text[:most]) + "…"


def _is_no_text(text: str) -> bool:
    resolvers = _IMPLICIT.get(text[:1])
    if resolvers is None:  # Chinese text, mostly
        return False
    return any(regex.match(text) for _, regex in resolvers) or bool(_NUMBER_OF_YAML_1_2.fullmatch(text))


def _advised(problem: str) -> str:
    advice = next((advice for fragment, advice in _ADVICE.items() if fragment in problem), None)
    return f"{problem}; {advice}" if advice else problem
