"""The templates of `announcements.yaml` against the pairs that they quote: each fault found. Pure."""

from collections.abc import Collection, Iterator
from typing import Final

from bot.knowledge.blanks import BLANKS, blanks_of
from bot.knowledge.files import Source
from bot.knowledge.model import Every, Template
from bot.knowledge.places import Block, Place, line_of, place_of
from bot.knowledge.reader import clip
from bot.knowledge.schema import AnnouncementFile, EveryEntry, TemplateEntry, TitleEntry

_WHENS: Final = ("at", "cron", "before")

_Fault = tuple[tuple[str, ...], str]
"""The path to a value within its template, and a sentence."""


def build_templates(
    content: AnnouncementFile, place: Place, source: Source, pairs: Collection[str], damaged: Collection[str]
) -> dict[str, Template]:
    """The templates by name, in the order of the file.

    Args:
        content: the file as read; place: the lines of it, in the same shape.
        source: gets a problem for each fault.
        pairs: the ids that there are.
        damaged: articles whose pairs couldn't all be read: one that is missing there isn't missed here.
    """
    found: dict[str, Template] = {}
    lines: dict[str, int] = {}
    for index, entry in enumerate(content.templates):
        line = line_of(place, "templates", index, "name")
        if entry.name in found:
            source.fault(line, f"the name `{entry.name}` stands twice (first at line {lines[entry.name]}): rename one")
        whole = _is_whole(place_of(place, "templates", index))
        faults = [*_pair_faults(entry, pairs, damaged), *(_faults(entry) if whole else ())]
        for path, message in faults:
            source.fault(line_of(place, "templates", index, *path), message)
        found[entry.name] = _template(entry)
        lines.setdefault(entry.name, line)
    return found


def _is_whole(place: Place) -> bool:
    """Whether nothing was cut out of a mapping because it doesn't fit: the rest can be judged then."""
    if not isinstance(place, Block) or not isinstance(place.inner, dict):
        return True
    return place.keys.keys() == place.inner.keys() and all(_is_whole(inner) for inner in place.inner.values())


def _pair_faults(entry: TemplateEntry, pairs: Collection[str], damaged: Collection[str]) -> Iterator[_Fault]:
    if entry.pair and entry.source:
        yield ("pair",), "`pair` can't stand beside `source: daily`, which quotes another pair each time: keep one"
    if entry.pair and entry.pair not in pairs and entry.pair.partition("/")[0] not in damaged:
        yield ("pair",), f"no pair has the id `{clip(entry.pair, 80)}`: mend it; a pair is named ARTICLE/ID here"


def _faults(entry: TemplateEntry) -> Iterator[_Fault]:
    if not (entry.text or entry.pair or entry.source):
        yield (), f"the template `{entry.name}` says nothing: give it a `text`, a `pair`, or `source: daily`"
    yield from _blank_faults(entry)
    yield from _every_faults(entry.every, "every" in entry.model_fields_set)


def _blank_faults(entry: TemplateEntry) -> Iterator[_Fault]:
    known = BLANKS if entry.every.before else BLANKS[:1]
    listed = ", ".join(f"{{{name}}}" for name in known)
    for name in blanks_of(entry.text):
        if name in known:
            continue
        why = "is only known of a template that comes `before` a festival" if name in BLANKS else "is unknown"
        yield ("text",), f"{{{clip(name)}}} {why}: what can stand here is {listed}"


def _every_faults(every: EveryEntry, given: bool) -> Iterator[_Fault]:
    whens = [name for name in _WHENS if getattr(every, name)]
    if given and len(whens) != 1:
        yield ("every",), "`every` needs one of `at`, `cron` and `before`, and no two of them"
    for name in ("days", "time"):
        if name in every.model_fields_set and not every.before:
            yield ("every", name), f"`{name}` belongs to `before`: delete it, or name a festival there"


def _template(entry: TemplateEntry) -> Template:
    titles = entry.title.model_dump(by_alias=True) if isinstance(entry.title, TitleEntry) else {"": entry.title}
    every = entry.every
    return Template(
        name=entry.name,
        titles={language: title.strip() for language, title in titles.items() if title},
        category=entry.category,
        text=entry.text.strip(),
        pair=entry.pair or None,
        daily=entry.source == "daily",
        every=Every(**every.model_dump()) if every.model_fields_set else None,
    )
