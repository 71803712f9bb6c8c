"""What got better and what got worse since an earlier evaluation, as blocks for a terminal. Pure."""

from collections.abc import Iterator, Sequence

from bot.evaluation.against import CHANGES, Comparison, Figure, Moved
from bot.replies.markup import Block, Span, block
from bot.replies.text import shorten, tame
from bot.replies.words import Words
from bot.terminal.eval_table import show_table
from bot.terminal.evaluated import WIDTH

SAME = 1e-9
"""Figures that differ by less are the same."""


def show_comparison(found: Comparison, path: str, words: Words) -> list[Block]:
    """The messages that fare otherwise, then the figures that changed.

    Args:
        found: what changed.
        path: of the earlier result, as the person named it.
        words: the terminal's.
    """
    title = block(Span(words.text("eval.against", path=path), bold=True))
    changed = [one for one in found.figures if abs(one.now - one.before) > SAME]
    if not (changed or found.moved or found.gone or found.new):
        return [title, block(words.text("eval.unchanged"))]
    return [title, *_moved(found.moved, words), *_alone(found, words), *_figures(changed, words)]


def _moved(moved: Sequence[Moved], words: Words) -> Iterator[Block]:
    for change in CHANGES:
        these = [one for one in moved if one.change == change]
        yield block(Span(words.text(f"eval.{change}", count=len(these)), bold=True))
        yield from (block(_line(one, words), tight=True) for one in these)


def _line(one: Moved, words: Words) -> str:
    before, now = (words.text(f"eval.{side['verdict']}") for side in (one.before, one.now))
    text = shorten(tame(one.now["q"]), WIDTH)
    return words.text("eval.moved", id=one.now["id"], before=before, now=now, text=text)


def _alone(found: Comparison, words: Words) -> Iterator[Block]:
    if found.gone or found.new:
        yield block(words.text("eval.alone", gone=found.gone, new=found.new))


def _figures(changed: Sequence[Figure], words: Words) -> list[Block]:
    if not changed:
        return []
    heads = [words.text(f"eval.{name}") for name in ("figure", "before", "now", "difference")]
    return show_table([heads, *(_figure(one) for one in changed)])


def _figure(one: Figure) -> list[str]:
    return [f"{one.part}: {one.name}", f"{one.before:g}", f"{one.now:g}", f"{one.now - one.before:+.4g}"]
