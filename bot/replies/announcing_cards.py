"""How announcements fare, for operators: the list, one of them, its report, questions about what was sent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.replies.announcing_ids import Press, press_button
from bot.replies.buttons import Rows, column, rows
from bot.replies.markup import Block, Span, block
from bot.replies.model import Button, Reply
from bot.replies.split import pack
from bot.replies.words import Words

PAGE_SIZE: Final = 8
"""Entries on a page of the list: with the rows below they fill a phone's screen."""

REPORT_SIZE: Final = 12
"""Chats on a page of a report, each with its reason: far below what one message holds, whatever they are called."""

TABS: Final = ("planned", "running", "done")


@dataclass(frozen=True, slots=True)
class Card:
    """One announcement and where it stands.

    Attributes:
        number: its id.
        state: one of the words under `announce.state`.
        facts: what is announced, to whom, when and how, a line each.
        lines: what became of it and what comes next, a line each.
        actions: what may be done with it now, by the names under `announce.button`.
    """

    number: int
    state: str
    facts: tuple[str, ...]
    lines: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        entries: those of this page.
        number: counted from 0; total: of all entries.
    """

    entries: tuple[str, ...]
    number: int
    total: int


def card_reply(card: Card, words: Words) -> Reply:
    """One announcement, with the buttons of what may be done with it."""
    buttons = [_button(words, action, Press("o", str(card.number), action)) for action in card.actions]
    return Reply(pack([_blocks(card, words)]), (*rows(buttons, 2), (_list_button(words, card.number),)))


def ended_reply(card: Card, words: Words) -> Reply:
    """An announcement ended and not everything went well: what shall be done?"""
    heading = block(Span(words.text("announce.ended", number=card.number), bold=True))
    buttons = [_button(words, action, Press("o", str(card.number), action)) for action in (*card.actions, "open")]
    return Reply(pack([[heading, *_lines((*card.facts[:1], *card.lines))]]), rows(buttons, 2))


def recall_reply(number: int, count: int, words: Words) -> Reply:
    """Shall it be deleted from so many chats?"""
    blocks = [
        block(Span(words.text("announce.recall.title", number=number), bold=True)),
        block(words.text("announce.recall.hint", count=count)),
    ]
    sure = _button(words, "recall-sure", Press("o", str(number), "recall", "yes"))
    return Reply(pack([blocks]), ((sure,), (_button(words, "card", Press("o", str(number), "open")),)))


def report_reply(number: int, summary: Sequence[str], page: Page, words: Words) -> Reply:
    """What didn't arrive, where and why, a page of it below the counts."""
    pages = max(1, -(-page.total // REPORT_SIZE))
    place = words.text("topics.page", page=page.number + 1, pages=pages) if pages > 1 else ""
    title = words.text("announce.report.title", number=number)
    blocks = [block(Span(f"{title} {place}".rstrip(), bold=True)), *_lines(summary)]
    blocks += _lines(page.entries) or [block(words.text("announce.report.none"))]
    turning = _turns(words, page, REPORT_SIZE, Press("o", str(number), "report"))
    return Reply(pack([blocks]), (*turning, (_button(words, "card", Press("o", str(number), "open")),)))


@dataclass(frozen=True, slots=True)
class Listed:
    """A tab of the list of announcements.

    Attributes:
        tab: one of `TABS`, that is shown; counts: how many each of them holds.
        entries: label and number of those on this page; page: counted from 0.
        has_templates: whether there are shipped ones.
    """

    tab: str
    counts: tuple[int, ...]
    entries: tuple[tuple[str, int], ...]
    page: int
    has_templates: bool


def list_reply(listed: Listed, words: Words) -> Reply:
    """A page of the announcements of one kind, each a button."""
    total = listed.counts[TABS.index(listed.tab)]
    hint = "announce.list.hint" if total else "announce.list.none"
    blocks = [block(Span(words.text("announce.list.title"), bold=True)), block(words.text(hint), tight=True)]
    entries = [press_button(label, Press("o", str(number), "open")) for label, number in listed.entries]
    tabs = [_tab(words, tab, count, on=tab == listed.tab) for tab, count in zip(TABS, listed.counts, strict=True)]
    last = [_button(words, "new", Press("l", "", "new"))]
    last += [_button(words, "shipped", Press("l", "", "shipped"))] if listed.has_templates else []
    page = Page((), listed.page, total)
    turning = _turns(words, page, PAGE_SIZE, Press("l", listed.tab, "page"))
    return Reply(pack([blocks]), (tuple(tabs), *column(entries), *turning, tuple(last)))


def _tab(words: Words, tab: str, count: int, *, on: bool) -> Button:
    label = words.text(f"announce.list.{tab}", count=count)
    return press_button(f"● {label}" if on else label, Press("l", tab, "page", "0"))


@dataclass(frozen=True, slots=True)
class Shipped:
    """A template that came with the knowledge.

    Attributes:
        key: its short id.
        when: its own schedule in words; empty for none, which can't be turned on just so.
        standing: the announcement that was made from it; None while it is off.
    """

    key: str
    title: str
    when: str
    standing: int | None


def shipped_reply(templates: Sequence[Shipped], words: Words) -> Reply:
    """The shipped templates, on and off, each with its schedule."""
    blocks = [
        block(Span(words.text("announce.shipped.title"), bold=True)),
        block(words.text("announce.shipped.hint"), tight=True),
    ]
    blocks += _lines([words.text(_shipped_key(one), title=one.title, when=one.when) for one in templates])
    buttons = [_switch(one, words) for one in templates if one.when]
    return Reply(pack([blocks]), (*column(buttons), (_list_button(words),)))


def _shipped_key(one: Shipped) -> str:
    if not one.when:
        return "announce.shipped.bare"
    return "announce.shipped.off" if one.standing is None else "announce.shipped.on"


def _switch(one: Shipped, words: Words) -> Button:
    verb = "on" if one.standing is None else "off"
    return press_button(words.text(f"announce.shipped.turn-{verb}", title=one.title), Press("t", one.key, verb))


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair that was announced and reads otherwise now, or is gone.

    Attributes:
        number: the announcement's id.
        question: the pair's, or its id when it is gone.
        count: how many times it was announced.
        key: which correction this is, for the buttons.
    """

    number: int
    question: str
    count: int
    key: str


def correction_reply(asked: Asked, words: Words, *, withdrawn: bool) -> Reply:
    """Shall what was sent follow? Where the pair is withdrawn there is nothing that could be said instead."""
    text = "announce.correction.withdrawn" if withdrawn else "announce.correction.changed"
    blocks = [
        block(Span(words.text("announce.correction.title"), bold=True)),
        block(words.text(text, number=asked.number, question=asked.question, count=asked.count)),
    ]
    named = {"correct": "correct", "recall": "recall", "leave": "leave-it"}
    verbs = [verb for verb in named if not (withdrawn and verb == "correct")]
    buttons = [_button(words, named[verb], Press("c", str(asked.number), verb, asked.key)) for verb in verbs]
    return Reply(pack([blocks]), column(buttons))


def _blocks(card: Card, words: Words) -> list[Block]:
    state = words.text(f"announce.state.{card.state}")
    heading = block(Span(words.text("announce.title", number=card.number, state=state), bold=True))
    return [heading, *_lines(card.facts), *_lines(card.lines)]


def _lines(lines: Sequence[str]) -> list[Block]:
    return [block(line, tight=number > 0) for number, line in enumerate(lines)]


def _button(words: Words, name: str, press: Press) -> Button:
    return press_button(words.text(f"announce.button.{name}"), press)


def _list_button(words: Words, card: int | None = None) -> Button:
    """Back to the list; from a card, which the message isn't any more then."""
    return _button(words, "list", Press("l", "", "list", "" if card is None else str(card)))


def _turns(words: Words, page: Page, size: int, press: Press) -> Rows:
    """The row with which one turns pages: none when there is one page only; `press` leads to each of them."""
    last = max(0, -(-page.total // size) - 1)
    row = [(page.number > 0, "button.earlier", page.number - 1), (page.number < last, "button.later", page.number + 1)]
    made = [press_button(words.text(key), replace(press, arg=str(to))) for shown, key, to in row if shown]
    return (tuple(made),) if made else ()
