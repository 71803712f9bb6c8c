"""`python tests/benchmarks/announcements.py [--short] [--postgresql] [NAMES…]`: what announcements promise, measured.

Names are rate, fanout, kills, restart, schedules, answers and memory; all of them when none is given. Prints a table
for each, on PostgreSQL with one process and with four where that makes a difference, and exits 1 when a figure isn't
what is wanted. Telegram's limits are kept to the letter throughout. Needs Linux; the figures of a busy machine are
worth little.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

TESTS = Path(__file__).resolve().parents[1]
PLACES = (TESTS.parent, TESTS)
"""Where the bot and the benchmarks are imported from, as pytest has it too."""

NAMES = ("rate", "fanout", "kills", "restart", "schedules", "answers", "memory")
FLEETS = (1, 4)
"""Processes at once, where the database allows more than one."""


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description="what announcements promise, measured", allow_abbrev=False)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}; all when none is given")
    parser.add_argument("--short", action="store_true", help="smaller numbers, for a first look")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL that is started for it")
    arguments = parser.parse_args()
    strange = [name for name in arguments.names if name not in NAMES]
    if strange:
        parser.error(f"{strange[0]!r} is none of {', '.join(NAMES)}")
    sys.path[:0] = map(str, PLACES)
    return _measure(arguments.names or NAMES, postgresql=arguments.postgresql, short=arguments.short)


def _measure(names: Sequence[str], *, postgresql: bool, short: bool) -> int:
    """Run benchmarks and print their figures; 1 when one of those doesn't hold."""
    from benchmarks.figures import table

    failed = False
    for name in names:
        for processes in FLEETS if postgresql else FLEETS[:1]:
            began = time.monotonic()
            figures = _figures(name, processes, postgresql=postgresql, short=short)
            if not figures:
                continue
            failed |= not all(figure.holds for figure in figures if figure.wanted)
            sys.stdout.write(f"{name} ({time.monotonic() - began:.0f} s)\n{table(figures)}\n\n")
            sys.stdout.flush()
    return int(failed)


def _figures(name: str, processes: int, *, postgresql: bool, short: bool) -> list:
    """What one of them finds with so many processes; nothing where their number makes no difference."""
    from benchmarks import (
        announced_answers,
        announced_fanout,
        announced_kills,
        announced_memory,
        announced_rate,
        announced_restart,
        announced_schedules,
    )
    from benchmarks.database import postgresql_ledgers, sqlite_ledgers

    modules = (
        announced_rate,
        announced_fanout,
        announced_kills,
        announced_restart,
        announced_schedules,
        announced_answers,
        announced_memory,
    )
    module, ledgers = dict(zip(NAMES, modules, strict=True))[name], postgresql_ledgers if postgresql else sqlite_ledgers
    with TemporaryDirectory(prefix="yuanwen-") as place, ledgers() as new:
        return asyncio.run(module.measure(Path(place), new, short=short, processes=processes))


if __name__ == "__main__":
    sys.exit(main())
