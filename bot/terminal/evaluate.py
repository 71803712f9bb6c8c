"""`eval`: question sets asked and scored, for people or as JSON. Reads the sets, writes what it is told to write."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.errors import YuanwenError
from bot.evaluation.against import Comparison, compare, read_report
from bot.evaluation.asking import Hears
from bot.evaluation.evaluate import Bench, Part, count_of, evaluate
from bot.evaluation.pictures import pictures
from bot.evaluation.report import as_json
from bot.evaluation.sets import read_sets
from bot.knowledge.model import Knowledge
from bot.matching.matcher import Matcher
from bot.replies.markup import Block, block
from bot.replies.words import Words
from bot.terminal.eval_against import show_comparison
from bot.terminal.evaluated import show_parts
from bot.terminal.progress import progress
from bot.terminal.screen import write_blocks
from bot.terminal.streams import Streams
from bot.terminal.words import terminal_words

Build = Callable[[Knowledge], Matcher]


class UnwritableError(YuanwenError):
    """A file that was asked for can't be written."""


def run_eval(
    arguments: argparse.Namespace, matcher: Callable[[], Matcher], build: Build, language: str | None, streams: Streams
) -> bool:
    """Ask, score, print and write.

    Args:
        arguments: of `eval`.
        matcher: gives that of the knowledge.
        build: makes one for another knowledge.
        language: the person's language tag; None where it is not known.
        streams: where to print; progress stands on `err` while that is a terminal.

    Returns:
        False where anything got worse and that is not to be.

    Raises:
        YuanwenError: a file can't be used.
    """
    words = terminal_words(language)
    before = read_report(arguments.against) if arguments.against else None
    sets = read_sets(arguments.sets)
    with progress(words.text("eval.asking"), count_of(sets), streams.err) as tick:
        parts = evaluate(sets, Bench(matcher, build, _hears(arguments.bot), arguments.baselines, tick))
    result = as_json(parts)
    found = compare(before, result) if before else None
    written = _write_all(arguments, parts, result, words)
    if arguments.json:
        streams.out.write(_text(result))
    else:
        told = show_comparison(found, str(arguments.against), words) if found else []
        write_blocks([*show_parts(parts, words), *told, *_wrote(written, words)], streams.out)
    return not (arguments.fail_if_worse and found and _is_worse(found))


def _is_worse(found: Comparison) -> bool:
    return any(one.change == "worse" for one in found.moved)


def _hears(bot_name: str) -> Hears:
    """Which messages of a group are for the bot; the library of Telegram is read for the first of them."""

    def hears(text: str) -> str | None:
        from bot.telegram.overheard import overheard  # noqa: PLC0415 - half a second that most sets don't need

        return overheard(text, bot_name.removeprefix("@"))

    return hears


def _write_all(
    arguments: argparse.Namespace, parts: Sequence[Part], result: dict[str, Any], words: Words
) -> list[Path]:
    """Write the result and the pictures as far as they are wanted; which files these were."""
    texts: dict[Path, str] = {}
    if arguments.curves:
        for part in parts:
            drawn = pictures(part, lambda key: words.text(f"eval.curve-{key}"))
            texts |= {arguments.curves / f"{part.name.replace('/', '-')}-{end}": text for end, text in drawn.items()}
    if arguments.out:
        texts[arguments.out] = _text(result)
    for path, text in texts.items():
        _write(path, text)
    return list(texts)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as wrong:
        raise UnwritableError(f"{path}: can't be written: {wrong.strerror}") from None


def _text(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def _wrote(paths: Sequence[Path], words: Words) -> list[Block]:
    return [block(words.text("eval.wrote", path=str(path)), tight=number > 0) for number, path in enumerate(paths)]
