"""`python tests/benchmarks/durability.py [--short] [--postgresql] [NAMES…]`: what the bot promises, measured.

Names are kills, cpu, load, memory and start; all of them when none is given. Prints a table for each, and exits 1 when
a figure isn't what is wanted. Needs Linux; the figures of a busy machine are worth little.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

TESTS = Path(__file__).resolve().parents[1]
PLACES = (TESTS.parent, TESTS)
"""Where the bot and the benchmarks are imported from, as pytest has it too."""

NAMES = ("kills", "cpu", "load", "memory", "start")


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description="what the bot promises, measured", allow_abbrev=False)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}; all when none is given")
    parser.add_argument("--short", action="store_true", help="smaller numbers, for a first look")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL that is started for it")
    arguments = parser.parse_args()
    strange = [name for name in arguments.names if name not in NAMES]
    if strange:
        parser.error(f"{strange[0]!r} is none of {', '.join(NAMES)}")
    sys.path[:0] = map(str, PLACES)
    return _measure(arguments.names or NAMES, postgresql=arguments.postgresql, short=arguments.short)


def _measure(names: list[str], *, postgresql: bool, short: bool) -> int:
    """Run benchmarks and print their figures; 1 when one of those doesn't hold."""
    from benchmarks import cpu, kills, load, memory, start
    from benchmarks.database import postgresql_ledgers, sqlite_ledgers
    from benchmarks.figures import table

    measures = {"kills": kills, "cpu": cpu, "load": load, "memory": memory, "start": start}
    failed = False
    for name in names:
        began, ledgers = time.monotonic(), postgresql_ledgers if postgresql else sqlite_ledgers
        with TemporaryDirectory(prefix="yuanwen-") as place, ledgers() as new:
            folder = Path(place) / "bot"
            folder.mkdir()
            figures = asyncio.run(measures[name].measure(folder, new, short=short))
        failed |= not all(figure.holds for figure in figures if figure.wanted)
        sys.stdout.write(f"{name} ({time.monotonic() - began:.0f} s)\n{table(figures)}\n\n")
        sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
