"""The commands, thin: reads the arguments, the environment and standard streams, and hands over to the rooms.

Each command imports what it needs when it runs, so that none waits for what another one uses.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from bot import __version__
from bot.errors import SettingsError, YuanwenError
from bot.terminal.announce_arguments import readable
from bot.terminal.arguments import add_commands
from bot.terminal.streams import Streams, as_text, drop_output, speak_utf8

if TYPE_CHECKING:  # the matcher brings numpy along
    from bot.knowledge.model import Knowledge
    from bot.matching.matcher import Matcher

BAD, MISUSED, BUG, INTERRUPTED, PIPE_CLOSED = 1, 2, 70, 130, 141
"""Exit codes: what was checked is bad, called wrongly; then EX_SOFTWARE, and 128 + SIGINT and SIGPIPE as in a shell."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: the arguments without the program's name; None takes the process's own.

    Returns:
        The exit code: 0 when the command did its job, a no-answer included.
    """
    speak_utf8()
    _start_fast()
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except YuanwenError as error:
        return _fail(str(error), MISUSED if isinstance(error, SettingsError) else BAD)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        drop_output()
        return PIPE_CLOSED
    except OSError as error:
        drop_output()
        return _fail(f"{error.filename or 'input or output'}: {error.strerror}", BAD)
    except Exception as error:  # the last place where a mistake of ours can become a sentence
        if sys.flags.dev_mode:
            raise
        return _fail(
            f"a mistake in yuanwen ({type(error).__name__}): please report what you ran;"
            " `python -X dev -m bot …` shows the details",
            BUG,
        )


def _run(argv: Sequence[str]) -> int:
    try:
        parser = build_parser()
        arguments = parser.parse_args(readable([as_text(argument) for argument in argv]))
        if arguments.command is None:
            parser.print_help(sys.stderr)
            return MISUSED
        call: Callable[[argparse.Namespace], int] = arguments.call
        return call(arguments)
    finally:
        sys.stdout.flush()  # here, where a reader that has left can still be met quietly


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(
        prog="yuanwen", description="Answers questions in the own words of its sources.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"yuanwen {__version__}")
    parser.add_argument("--knowledge", metavar="DIR", help="the knowledge folder")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    add_commands(commands, _CALLS)
    return parser


def _ask(arguments: argparse.Namespace) -> int:
    query = " ".join(arguments.question)
    if arguments.jsonl and (query or arguments.explain):
        arguments.misuse("--jsonl reads its questions from standard input and takes no other argument")
    if not (arguments.jsonl or arguments.question):
        arguments.misuse('no question: write it in quotes after "ask", or use --jsonl')
    matcher = _matcher(arguments)
    if arguments.jsonl:
        matcher.prepare()
        from bot.terminal.lines import answer_lines  # noqa: PLC0415 - see the module's docstring

        for line in answer_lines(sys.stdin.buffer, matcher):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        return 0
    from bot.terminal import ask  # noqa: PLC0415 - see the module's docstring

    if arguments.json:
        ask.ask_json(query, matcher, sys.stdout, sys.stderr if arguments.explain else None)
    else:
        ask.ask(query, matcher, _language(), sys.stdout, why=arguments.explain)
    return 0


def _chat(arguments: argparse.Namespace) -> int:
    from bot.terminal.chat import chat  # noqa: PLC0415 - see the module's docstring

    chat(_matcher(arguments), _language())
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from bot.matching.fold import fold_all  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.check import check_knowledge  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.folder import find_knowledge  # noqa: PLC0415 - see the module's docstring

    return 0 if check_knowledge(find_knowledge(arguments.knowledge), fold_all, _language(), sys.stdout) else BAD


def _eval(arguments: argparse.Namespace) -> int:
    if arguments.fail_if_worse and not arguments.against:
        arguments.misuse("--fail-if-worse needs --against: the result to compare with")
    from bot.terminal.evaluate import run_eval  # noqa: PLC0415 - see the module's docstring

    good = run_eval(arguments, lambda: _matcher(arguments), _matcher_of, _language(), Streams.standard())
    return 0 if good else BAD


def _fit(arguments: argparse.Namespace) -> int:
    from bot.encoding.choice import open_encoder  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.fit import Base, run_fit  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.folder import find_encoder, find_knowledge  # noqa: PLC0415 - see the module's docstring

    base = Base(find_knowledge(arguments.knowledge), _knowledge(arguments), open_encoder(find_encoder()))
    run_fit(arguments, base, _language(), Streams.standard())
    return 0


def _stand_in(arguments: argparse.Namespace) -> int:
    from bot.preview.command import run  # noqa: PLC0415 - see the module's docstring

    return run(arguments.port, sys.stdout)


def _run_bot(arguments: argparse.Namespace) -> int:
    from bot.settings import load_settings  # noqa: PLC0415 - see the module's docstring

    settings = load_settings()
    from bot.knowledge.watch import fingerprint  # noqa: PLC0415 - see the module's docstring
    from bot.telegram.app import run  # noqa: PLC0415 - see the module's docstring
    from bot.telegram.beforehand import made_beforehand  # noqa: PLC0415 - see the module's docstring
    from bot.telegram.library import Library  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.folder import find_knowledge  # noqa: PLC0415 - see the module's docstring

    folder = find_knowledge(arguments.knowledge)

    def load() -> "Matcher":
        matcher = _matcher(arguments)
        matcher.prepare()
        return matcher

    seen = fingerprint(folder)  # before it is read: what changes meanwhile is taken up anew
    beforehand = partial(made_beforehand, ["--knowledge", str(folder), "ask", "--jsonl"])
    return run(settings, Library(load(), folder, load, seen, beforehand))


def _doctor(arguments: argparse.Namespace) -> int:
    from bot.settings import salvage_settings  # noqa: PLC0415 - see the module's docstring
    from bot.telegram.doctor import doctor  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.doctor import show_findings, write_findings  # noqa: PLC0415 - see the module's docstring

    findings = doctor(*salvage_settings(), lambda: _knowledge(arguments))
    show = write_findings if arguments.json else show_findings
    return 0 if show(findings, _language(), sys.stdout) else BAD


def _missed(arguments: argparse.Namespace) -> int:
    from bot.matching.fold import fold_all  # noqa: PLC0415 - see the module's docstring
    from bot.settings import load_settings  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.missed import read_missed, show_missed, write_missed  # noqa: PLC0415 - see the module's docstring

    settings = load_settings()
    found = read_missed(settings.database_address, settings.bot, fold_all, _language())
    if arguments.json:
        write_missed(found, settings.zone, sys.stdout)
    else:
        show_missed(found, settings.zone, _language(), sys.stdout)
    return 0


def _announce(arguments: argparse.Namespace) -> int:
    from bot.settings import load_settings  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.announce import announce  # noqa: PLC0415 - see the module's docstring

    settings = load_settings()
    return announce(arguments, settings, _knowledge(arguments), _language(), Streams.standard())


def _announcements(arguments: argparse.Namespace) -> int:
    from bot.settings import load_settings  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.announced import announcements  # noqa: PLC0415 - see the module's docstring

    return announcements(arguments, load_settings(), _language(), Streams.standard())


def _matcher(arguments: argparse.Namespace) -> "Matcher":
    from bot.encoding.choice import open_encoder  # noqa: PLC0415 - see the module's docstring
    from bot.matching.opening import open_matcher  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.folder import find_encoder, find_knowledge  # noqa: PLC0415 - see the module's docstring

    return open_matcher(find_knowledge(arguments.knowledge), open_encoder(find_encoder()))


def _matcher_of(knowledge: "Knowledge") -> "Matcher":
    from bot.encoding.choice import open_encoder  # noqa: PLC0415 - see the module's docstring
    from bot.matching.keeping import keep  # noqa: PLC0415 - see the module's docstring
    from bot.matching.matcher import Matcher  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.folder import find_encoder  # noqa: PLC0415 - see the module's docstring

    return Matcher(knowledge, encoder=open_encoder(find_encoder()), keep=keep)


def _knowledge(arguments: argparse.Namespace) -> "Knowledge":
    from bot.knowledge.loader import load  # noqa: PLC0415 - see the module's docstring
    from bot.matching.fold import fold_all  # noqa: PLC0415 - see the module's docstring
    from bot.terminal.folder import find_knowledge  # noqa: PLC0415 - see the module's docstring

    return load(find_knowledge(arguments.knowledge), fold=fold_all)


def _language() -> str | None:
    from bot.terminal.words import language_of  # noqa: PLC0415 - see the module's docstring

    return language_of(os.environ)


def _start_fast() -> None:
    """Leave out what costs a start much and brings us nothing.

    Looking for garbage in a knowledge that is just being read, BLAS's threads without any linear algebra, and a
    search for pydantic's plugins among all installed packages take a fifth of a start together.
    """
    gc.set_threshold(100_000, 50, 50)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _fail(message: str, code: int) -> int:
    sys.stderr.write(message + "\n")
    return code


_CALLS = {
    "ask": _ask,
    "chat": _chat,
    "check": _check,
    "eval": _eval,
    "fit": _fit,
    "stand-in": _stand_in,
    "run": _run_bot,
    "doctor": _doctor,
    "missed": _missed,
    "announce": _announce,
    "announcements": _announcements,
}
"""What runs each command."""
