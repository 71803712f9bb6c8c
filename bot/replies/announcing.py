"""The steps in which an operator puts an announcement together: each is a message with buttons. Pure.

What is chosen comes in as plain values and words; `announcing_ids` says what the buttons send back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from bot.replies.announcing_ids import Press, press_button
from bot.replies.buttons import Rows, column, rows
from bot.replies.markup import Block, Span, block
from bot.replies.model import Button, Reply
from bot.replies.split import pack
from bot.replies.words import Words

PAGE_SIZE: Final = 8
"""Entries on a page: with the rows below they fill a phone's screen."""

Choice = tuple[str, str]
"""What a button says, and what it chooses."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all steps have in common.

    Attributes:
        token: of the draft.
        step: whose words are shown.
        back: the step before; empty for none.
        facts: what has been decided, a line each.
        problem: what was wrong with what the operator has just sent; empty for nothing.
    """

    words: Words
    token: str
    step: str
    back: str = ""
    facts: tuple[str, ...] = ()
    problem: str = ""

    def button(self, label: str, verb: str, arg: str = "") -> Button:
        """A button of this draft."""
        return press_button(label, Press("w", self.token, verb, arg))

    def named(self, key: str, verb: str, arg: str = "", **values: str | int) -> Button:
        """A button whose words stand under `announce.button`."""
        return self.button(self.words.text(f"announce.button.{key}", **values), verb, arg)

    def choices(self, choices: Sequence[Choice], verb: str, in_row: int = 1) -> Rows:
        """Buttons of one kind."""
        return rows([self.button(label, verb, arg) for label, arg in choices], in_row)

    def reply(self, buttons: Rows = (), **values: str | int) -> Reply:
        """The step's words, what is decided, what is wrong, and the ways out."""
        text = self.words.text
        blocks: list[Block] = [block(Span(text(f"announce.step.{self.step}.title"), bold=True))]
        if self.problem:
            blocks.append(block(text("announce.problem-mark"), self.problem))
        blocks += [block(fact, tight=number > 0) for number, fact in enumerate(self.facts)]
        blocks.append(block(text(f"announce.step.{self.step}.hint", **values)))
        return Reply(pack([blocks]), (*buttons, self._ways_out()))

    def _ways_out(self) -> tuple[Button, ...]:
        leave = self.named("leave", "leave")
        return (self.named("back", "go", self.back), leave) if self.back else (leave,)


def turns(frame: Frame, page: int, total: int) -> Rows:
    """The row with which one turns pages: none when there is one page only."""
    last = max(0, -(-total // PAGE_SIZE) - 1)
    row = [(page > 0, "button.earlier", page - 1), (page < last, "button.later", page + 1)]
    buttons = tuple(frame.button(frame.words.text(key), "page", str(to)) for shown, key, to in row if shown)
    return (buttons,) if buttons else ()


def on_page(page: int) -> slice:
    """Which entries a page shows."""
    return slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE)


def content_reply(frame: Frame, *, has_templates: bool, is_chosen: bool) -> Reply:
    """What shall be announced? The next message is, unless something has been chosen that stays."""
    buttons = [frame.named("pick-pair", "go", "pair")]
    buttons += [frame.named("pick-template", "go", "templates")] if has_templates else []
    buttons += [frame.named("keep", "go", "audience")] if is_chosen else []
    return frame.reply(column(buttons))


def list_reply(frame: Frame, choices: Sequence[Choice], verb: str, page: int = 0) -> Reply:
    """One of many: pairs that were found, templates; in pages."""
    shown = frame.choices(choices[on_page(page)], verb)
    return frame.reply((*shown, *turns(frame, page, len(choices))))


def audience_reply(frame: Frame, subscribed: int) -> Reply:
    """Who receives it?"""
    buttons = [
        frame.named("all", "all", count=subscribed),
        frame.named("categories", "go", "categories"),
        frame.named("chats", "go", "chats"),
    ]
    return frame.reply(column(buttons))


@dataclass(frozen=True, slots=True)
class Ticks:
    """A list of which several are chosen.

    Attributes:
        choices: all of it; chosen: what their buttons choose.
        verb: of their buttons.
        count: how many chats would receive it.
        page: which is shown.
    """

    choices: Sequence[Choice]
    chosen: frozenset[str]
    verb: str
    count: int
    page: int = 0


def ticked_reply(frame: Frame, ticks: Ticks) -> Reply:
    """Several of many, in pages."""
    marks = [(_ticked(label, on=arg in ticks.chosen), arg) for label, arg in ticks.choices[on_page(ticks.page)]]
    buttons = [frame.choices(marks, ticks.verb), turns(frame, ticks.page, len(ticks.choices))]
    if ticks.verb == "chat":
        buttons.append(((frame.named("topic", "go", "topic"),),))
    if ticks.chosen:
        buttons.append(((frame.named("done", "done", count=ticks.count),),))
    return frame.reply(tuple(chain.from_iterable(buttons)), count=ticks.count)


def _ticked(label: str, *, on: bool) -> str:
    return ("✅ " if on else "◻️ ") + label


@dataclass(frozen=True, slots=True)
class Options:
    """How an announcement goes out.

    Attributes:
        link: whether links show what they lead to; None when it can't have any.
        graces: what is offered when it is late: what the button says, and seconds.
        grace: the one that is chosen.
    """

    silent: bool
    pin: bool
    link: bool | None
    resend: bool
    graces: tuple[Choice, ...]
    grace: str


def options_reply(frame: Frame, options: Options) -> Reply:
    """How? Each button turns something on or off."""
    text = frame.words.text
    switches = [("silent", options.silent), ("pin", options.pin)]
    switches += [] if options.link is None else [("link", options.link)]
    buttons: list[Rows] = [
        rows(
            [frame.button(_ticked(text(f"announce.switch.{name}"), on=on), "switch", name) for name, on in switches], 2
        ),
        frame.choices([(_picked(label, on=arg == options.grace), arg) for label, arg in options.graces], "grace", 2),
        rows(
            [
                frame.button(_picked(text(f"announce.option.{name}"), on=on), "unsure", name)
                for name, on in (("ask", not options.resend), ("resend", options.resend))
            ],
            2,
        ),
        ((frame.named("preview", "go", "preview"),),),
    ]
    return frame.reply(tuple(chain.from_iterable(buttons)))


def _picked(label: str, *, on: bool) -> str:
    return ("● " if on else "○ ") + label


def all_reply(frame: Frame) -> Reply:
    """All that has been decided: what shall be otherwise?"""
    parts = [frame.named(f"change-{step}", "go", step) for step in ("content", "audience", "time", "options")]
    return frame.reply((*rows(parts, 2), (frame.named("preview", "go", "preview"),)))


def preview_reply(frame: Frame) -> Reply:
    """Below the preview: when, to how many, and whether it shall be so."""
    return frame.reply(((frame.named("confirm", "confirm"), frame.named("change", "go", "all")),))


def check_reply(frame: Frame, count: int) -> Reply:
    """Below the new words: shall they stand in so many chats?"""
    return frame.reply(((frame.named("replace", "confirm"),),), count=count)


def said_reply(words: Words, key: str, **values: str | int) -> Reply:
    """One sentence without buttons, of those under `announce.said`."""
    return Reply(pack([[block(words.text(f"announce.said.{key}", **values))]]))
