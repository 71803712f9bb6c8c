"""Values against the closed form: what fits, and one sentence with advice for each thing that doesn't. Pure."""

import difflib
from collections import defaultdict
from dataclasses import fields
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.knowledge.festivals import FESTIVALS, MAX_DAYS
from bot.knowledge.files import Source
from bot.knowledge.places import line_of
from bot.knowledge.reader import REFUSED, Document, Unquoted, clip
from bot.knowledge.schema import (
    AS_MAPPING,
    AS_TEXT,
    ArticleEntry,
    EveryEntry,
    ExcerptEntry,
    PairEntry,
    TemplateEntry,
    TitleEntry,
)

MAX_FAULTS = 10_000
"""Values of one file that don't fit, beyond which they are only counted: a million of them take ten seconds to name."""

Form = TypeVar("Form", bound=BaseModel)
_Path = tuple[str | int, ...]

_FORMS: dict[str, Any] = {
    "article": ArticleEntry,
    "pairs": PairEntry,
    "excerpts": ExcerptEntry,
    "templates": TemplateEntry,
    "title": TitleEntry,
    "every": EveryEntry,
}
_SHORT = "write up to 40 of the letters a-z, digits and -"
_PATTERNS = {
    "id": "an id is made of the letters a-z, digits and -",
    "related": "write `id` or `article/id`, with the letters a-z, digits and - in the id",
    "published": 'write a date as "YYYY-MM-DD", "YYYY-MM" or "YYYY"; leave it out when the source doesn\'t say',
    "url": "a link begins with https:// and holds no spaces",
    "name": _SHORT,
    "category": _SHORT,
    "source": "the only one is daily",
    "before": f"the festivals are {', '.join(FESTIVALS)}",
    "days": f"write how many days before the festival it is, 0 to {MAX_DAYS}",
    "time": 'write hours and minutes as "09:00"',
    "at": 'write a date and a time as "2027-02-03 09:00"',
}
_KEYS = "must hold keys and values: write `key: value` lines"
_WANTED = {
    "list_type": "must be a list: put each item on a line of its own behind `- `",
    "int_type": "must be a whole number without quotes",
    "dataclass_type": _KEYS,
    "model_type": _KEYS,
}


def fit(document: Document, form: type[Form], source: Source) -> Form | None:
    """Validate a document.

    Args:
        document: the values and their lines. What doesn't fit is cut out of both, so that the rest can be judged.
        form: the closed model.
        source: gets a problem for each value that doesn't fit.

    Returns:
        What fits; None when nothing does.
    """
    reported = False
    while True:
        try:
            return form.model_validate(document.data)
        except ValidationError as error:
            if error.error_count() > MAX_FAULTS:
                source.fault(1, f"has {error.error_count():,} faults in its form: it can't be meant to be such a file")
                return None
            faults = error.errors(include_url=False)
        paths = [tuple(step for step in fault["loc"] if step not in {AS_TEXT, AS_MAPPING}) for fault in faults]
        if not reported:  # later rounds only meet the gaps that the cuts have left
            for fault, path in zip(faults, paths, strict=True):
                _report(fault, path, form, document, source)
            reported = True
        if not _cut(document, [path[:-1] if path[-1:] == ("occurrence",) else path for path in paths]):
            return None


def _cut(document: Document, paths: list[_Path]) -> bool:
    """Take the innermost value that exists on each path out of the document; False when that is the document."""
    groups: defaultdict[_Path, set[str | int]] = defaultdict(set)
    for path in paths:
        held = _held(document, path)
        if not held:
            return False
        groups[held[:-1]].add(held[-1])
    for outer in sorted(groups, key=len, reverse=True):  # inner cuts first: they leave outer indexes as they are
        data, place = _at(document, outer)
        for holder in (data, place.inner):
            if isinstance(holder, list):
                holder[:] = [item for index, item in enumerate(holder) if index not in groups[outer]]
            else:
                for key in groups[outer]:
                    del holder[key]
    return True


def _held(document: Document, path: _Path) -> _Path:
    """As much of a path as exists."""
    data: Any = document.data
    for length, step in enumerate(path):
        exists = step < len(data) if isinstance(data, list) and isinstance(step, int) else step in data
        if not exists:
            return path[:length]
        data = data[step]
    return path


def _at(document: Document, path: _Path) -> tuple[Any, Any]:
    data: Any = document.data
    place: Any = document.place
    for step in path:
        data, place = data[step], place.inner[step]
    return data, place


def _report(fault: Any, path: _Path, form: type[BaseModel], document: Document, source: Source) -> None:
    given = fault["input"]
    if given is REFUSED:
        return
    line = line_of(document.place, *path)
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    subject = f"`{name}`" if name else "the file"
    if path and isinstance(path[-1], int):
        subject = f"an item of {subject}"
    match fault["type"]:
        case "extra_forbidden" | "unexpected_keyword_argument":
            outer = next((step for step in reversed(path[:-1]) if isinstance(step, str)), "")
            line = _at(document, path[:-1])[1].keys[name]
            message = _unknown(name, _keys_of(_FORMS.get(outer, form)))
        case "missing":
            message = f"{subject} is missing: add it"
        case "string_type" | "list_type" | "int_type" | "dataclass_type" | "model_type":
            message = f"{subject} {_mistyped(fault['type'], given)}"
        case "too_short":
            message = f"{subject} needs at least {fault['ctx']['min_length']}: add one"
        case "greater_than_equal":
            message = f"{subject} is counted from 1"
        case _:
            message = f"{subject} {_malformed(name, given)}"
    source.fault(line, message)


def _keys_of(form: Any) -> list[str]:
    if issubclass(form, BaseModel):
        return [field.alias or name for name, field in form.model_fields.items()]
    return [field.name for field in fields(form)]


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name[:40], known, n=1, cutoff=0.7)
    hint = f" (is `{near[0]}` meant?)" if near else ""
    return f"the key `{clip(name)}` is unknown{hint}: known here are {', '.join(known)}"


def _mistyped(wanted: str, given: object) -> str:
    if isinstance(given, Unquoted) and not given.source:
        return "has no value: give one, or delete it"
    if wanted != "string_type":
        return _WANTED[wanted]
    if isinstance(given, dict):
        return "must be text, not keys and values: quote a text that holds a colon and a space"
    if isinstance(given, list):
        return "must be text, not a list: quote a text that begins with [ or -"
    source = clip(given.source if isinstance(given, Unquoted) else str(given))
    return f'is {source} without quotes, which YAML doesn\'t read as text: write "{source}"'


def _malformed(name: str, given: object) -> str:
    if isinstance(given, str) and not given.strip():
        return "is an empty text: write something, or delete it"
    return f"can't be “{clip(str(given))}”: {_PATTERNS.get(name, 'mend it')}"
