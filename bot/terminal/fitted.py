"""A fit as blocks for a terminal: what it was fitted to, what it brings, what was kept. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot.evaluation.fitted import Figures, Fitted
from bot.matching.calibration import LIMITS, PARTS, RANK
from bot.matching.features import FEATURES
from bot.matching.scores import SCORES
from bot.replies.markup import Block, Span, block
from bot.replies.words import Words
from bot.terminal.eval_table import percent, show_table

HEADS = ("model", "count", "first", "answered", "precision", "false", "choices", "brier")


def show_fit(
    found: Fitted, counts: Mapping[str, int], passed_over: Sequence[str], words: Words, *, coefficients: bool
) -> list[Block]:
    """What came of a fit.

    Args:
        counts: how many questions each file holds; "" holds those that are generated.
        passed_over: files that hold nothing to fit to.
        words: the terminal's.
        coefficients: whether to show them too.
    """
    return [
        *_sources(counts, passed_over, words),
        *show_table(_table(found, words)),
        block(words.text("fit.note")),
        *_limits(found, words),
        *(_coefficients(found, words) if coefficients else ()),
    ]


def _sources(counts: Mapping[str, int], passed_over: Sequence[str], words: Words) -> Iterator[Block]:
    sources = [words.text("fit.file", name=name, count=count) for name, count in counts.items() if name]
    sources.append(words.text("fit.generated", count=counts.get("", 0)))
    yield block(Span(words.text("fit.title", sources=words.text("fit.separator").join(sources)), bold=True))
    if passed_over:
        files = words.text("fit.separator").join(passed_over)
        yield block(words.text("fit.passed-over", files=files), tight=True)


def _table(found: Fitted, words: Words) -> list[list[str]]:
    rows = [[words.text(f"fit.{name}") for name in HEADS]]
    for name, after in found.after.items():
        count = str(found.fits[name].count)
        before = words.text("fit.before", model=name)
        rows += [[name, count, *_cells(after)], [f"  {before}", count, *_cells(found.before[name])]]
    return rows


def _cells(one: Figures) -> list[str]:
    return [*map(percent, (one.first, one.answered, one.precision, one.false, one.choices)), f"{one.brier:.3f}"]


def _limits(found: Fitted, words: Words) -> Iterator[Block]:
    limits = {name: f"{getattr(found.calibration, name):.3g}" for name in LIMITS}
    yield block(words.text("fit.limits", answer=limits["answer"], offer=limits["offer"]))
    for name, one in found.fits.items():
        if one.model is None:
            yield block(words.text("fit.kept", model=name, count=one.count), tight=True)


def _coefficients(found: Fitted, words: Words) -> Iterator[Block]:
    """Each coefficient for pairs of very many phrasings, and for pairs of one."""
    for name, one in found.fits.items():
        if one.model:
            for part in PARTS:
                yield block(Span(words.text("fit.coefficients", model=name, part=part), bold=True))
                known = SCORES if part == RANK else FEATURES
                values = zip(known, getattr(one.model, part), getattr(one.model.at(1.0), part), strict=True)
                yield from (block(f"  {key:12}{many:10.3f}{alone:10.3f}", tight=True) for key, many, alone in values)
