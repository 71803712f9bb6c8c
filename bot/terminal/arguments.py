"""The arguments of `ask` … `eval`: what argparse can know of them, without looking anywhere. Imports nothing heavy."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from bot.terminal.announce_arguments import add_announce, add_announcements

MAX_PORT: Final = 65_535
BOT_NAME: Final = "yuanwen_bot"
"""What group logs call the bot unless somebody says otherwise."""

PRECISION: Final = 0.98
"""The share of the answers given that is to be right, unless somebody says otherwise."""
LEAST_PRECISION: Final = 0.5
"""A bot that is wrong more often than right needs no limits."""

Call = Callable[[argparse.Namespace], int]


def add_commands(commands: Any, calls: Mapping[str, Call]) -> None:
    """Add every command.

    Args:
        commands: as `add_subparsers` gives them.
        calls: what runs each of them, by its name.
    """
    _add_ask(commands, calls["ask"])
    _add(commands, calls, "chat", "a conversation in the terminal")
    _add(commands, calls, "check", "prove the knowledge and print its coverage")
    _add_eval(commands, calls["eval"])
    _add_fit(commands, calls["fit"])
    stand_in = _add(commands, calls, "stand-in", "a Telegram of one's own, to try the bot on")
    stand_in.add_argument("--port", type=_port, default=8081, metavar="N", help="where it listens; 0 takes a free one")
    _add(commands, calls, "run", "the bot on Telegram")
    doctor = _add(commands, calls, "doctor", "checks everything that the bot needs")
    doctor.add_argument("--json", action="store_true", help="print a list of JSON")
    missed = _add(commands, calls, "missed", "what people asked in vain, for curators")
    missed.add_argument("--json", action="store_true", help="print JSON")
    add_announce(commands, calls["announce"])
    add_announcements(commands, calls["announcements"])


def _add(commands: Any, calls: Mapping[str, Call], name: str, says: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=says, allow_abbrev=False)
    command.set_defaults(call=calls[name])
    return command


def _add_ask(commands: Any, call: Call) -> None:
    ask = commands.add_parser("ask", help="one question, one reply", allow_abbrev=False)
    ask.add_argument("question", nargs="*", help="what to ask")
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the result as a line of JSON")
    form.add_argument("--jsonl", action="store_true", help='read {"id", "q"} lines, print a result for each')
    ask.add_argument("--explain", action="store_true", help="show how the outcome came about")
    ask.set_defaults(call=call, misuse=ask.error)


def _add_eval(commands: Any, call: Call) -> None:
    score = commands.add_parser("eval", help="asks question sets and scores the answers", allow_abbrev=False)
    score.add_argument(
        "sets", nargs="+", type=Path, metavar="FILE", help="question sets, dialogs, group logs or queries"
    )
    score.add_argument("--against", type=Path, metavar="OLD", help="compare with a result that --out wrote")
    score.add_argument("--fail-if-worse", action="store_true", help="exit with 1 if anything fares worse than in OLD")
    score.add_argument("--json", action="store_true", help="print the result as JSON")
    score.add_argument("--out", type=Path, metavar="FILE", help="write the result as JSON")
    score.add_argument(
        "--curves", type=Path, metavar="FOLDER", help="write calibration and risk-coverage curves as SVG"
    )
    score.add_argument("--baselines", action="store_true", help="run rapidfuzz and BM25 over the same pairs")
    score.add_argument(
        "--bot", default=BOT_NAME, metavar="NAME", help=f"the bot in group logs; {BOT_NAME} unless given"
    )
    score.set_defaults(call=call, misuse=score.error)


def _add_fit(commands: Any, call: Call) -> None:
    fit = commands.add_parser("fit", help="fits the calibration to a knowledge", allow_abbrev=False)
    fit.add_argument(
        "sets", nargs="*", type=Path, metavar="FILE", help="question sets, or queries of retrieval sets; none will do"
    )
    fit.add_argument(
        "--precision",
        type=_precision,
        default=PRECISION,
        metavar="P",
        help=f"the share of answers that is to be right; {PRECISION} unless given",
    )
    fit.add_argument(
        "--out", type=Path, metavar="PATH", help="where to write; calibration.json in the knowledge folder"
    )
    fit.add_argument("--coefficients", action="store_true", help="show what was fitted")
    fit.set_defaults(call=call, misuse=fit.error)


def _precision(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not LEAST_PRECISION <= share < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no share: give a number like {PRECISION}, of at least 0.5, below 1"
        )
    return share


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to {MAX_PORT}")
    return int(text)
