"""`fit`: a calibration fitted to question sets and to the knowledge itself. Reads these, writes one file."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.encoding.cached import CachedEncoder
from bot.errors import YuanwenError
from bot.evaluation.fitted import about, as_json, fitted
from bot.evaluation.gathering import Part, gather, parts_of
from bot.evaluation.sets import Sets, read_sets
from bot.knowledge.model import Knowledge
from bot.matching.calibration import Calibration, calibration
from bot.matching.corpus import Corpus, made
from bot.matching.keeping import keep
from bot.matching.opening import CALIBRATION, CalibrationError, calibration_of
from bot.replies.markup import block
from bot.terminal.fitted import show_fit
from bot.terminal.progress import progress
from bot.terminal.screen import write_blocks
from bot.terminal.streams import Streams
from bot.terminal.words import terminal_words


class TooLittleError(YuanwenError):
    """There is nothing that a calibration could be fitted to."""


class UnwritableError(YuanwenError):
    """The calibration can't be written where it should be."""


@dataclass(frozen=True, slots=True)
class Base:
    """A knowledge that a calibration is for, and where it stands."""

    folder: Path
    knowledge: Knowledge
    encoder: CachedEncoder | None


def run_fit(arguments: argparse.Namespace, base: Base, language: str | None, streams: Streams) -> None:
    """Gather, fit, print and write.

    Args:
        arguments: of `fit`.
        language: the person's language tag; None where it is not known.
        streams: where to print; progress stands on `err` while that is a terminal.

    Raises:
        YuanwenError: a file can't be used or written, or there is nothing to fit to.
    """
    words = terminal_words(language)
    path = arguments.out or base.folder / CALIBRATION
    _prove_writable(path)
    sets = read_sets(arguments.sets)
    parts = parts_of(sets, base.knowledge)
    with progress(words.text("fit.asking"), sum(len(part.asked) for part in parts), streams.err) as tick:
        trials = gather(parts, lambda part: Corpus(part.knowledge, base.encoder, keep if part.file else made), tick)
    found = fitted(trials, calibration(), _serving(base.folder), arguments.precision)
    if not found.after:
        raise TooLittleError(
            f"{base.folder}: {len(trials)} trials are too little to fit to: give question sets, or more phrasings"
        )
    _write(path, as_json(found.calibration, about(found, _counts(parts), arguments.precision)))
    shown = show_fit(found, _counts(parts), _passed_over(sets), words, coefficients=arguments.coefficients)
    write_blocks([*shown, block(words.text("fit.wrote", path=str(path)))], streams.out)


def _serving(folder: Path) -> Calibration:
    """The calibration so far; one that can't be used is about to be mended."""
    try:
        return calibration_of(folder)
    except CalibrationError:
        return calibration()


def _counts(parts: Sequence[Part]) -> dict[str, int]:
    """How many questions each file holds; "" holds those that are generated."""
    counts: dict[str, int] = {}
    for part in parts:
        counts[part.file] = counts.get(part.file, 0) + len(part.asked)
    return counts


def _passed_over(sets: Sets) -> tuple[str, ...]:
    return (*sets.dialogs, *sets.logs)


def _prove_writable(path: Path) -> None:
    """Whoever waits for a fit should get it."""
    folder = path.parent
    if not folder.is_dir() or path.is_dir() or not os.access(folder, os.W_OK):
        raise UnwritableError(f"{path}: can't be written there: name a file in a folder of yours with --out")


def _write(path: Path, text: str) -> None:
    """Put the whole file there at once: a bot that is running may read it at any time."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as wrong:
        draft.unlink(missing_ok=True)
        raise UnwritableError(f"{path}: can't be written: {wrong.strerror}") from None
