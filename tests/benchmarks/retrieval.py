"""Retrieval and answering from a thousand to a million questions, and the start of `yuanwen ask`.

`PYTHONPATH=.:tests python -m benchmarks.retrieval [1000 10000 100000]` writes knowledge of so many questions and
measures each size, and each other engine, in a process of its own, so that its memory is its own. `--encoder` measures
the largest size with the encoder too. Of an engine that isn't installed the table says so: `pip install tantivy bm25s`.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.figures import Figure, table
from benchmarks.large_knowledge import Size, write
from benchmarks.start import ask_starts

ENGINES = ("tantivy", "bm25s", "fts5")
LARGE = 100_000
"""Questions up to which others than the project's own limits are known; what is larger is told for information only."""

Found = dict[str, Any]


def measure(folder: Path, size: Size, *, encoder: bool) -> Iterator[Figure]:
    """One size: a first load, a second one that finds the cache, and the other engines."""
    knowledge = folder / f"{size.questions}"
    write(knowledge, size)
    settings = {
        "YUANWEN_CACHE": str(folder / f"cache-{size.questions}"),
        "YUANWEN_ENCODER": "auto" if encoder else "off",
    }
    about = [str(knowledge), str(size.questions), str(size.forms)]
    name = f"{size.questions:,}{' with encoder' if encoder else ''}"
    first = _child("retrieval_own", ["load", *about], settings)
    again = _child("retrieval_own", ["ask", *about], settings)
    yield from _loads(name, first, again, limited=size.questions == LARGE and not encoder)
    yield from _queries(name, again, limited=size.questions == LARGE and not encoder)
    if not encoder:
        for engine in ENGINES:
            yield _other(f"{name}: {engine}", _child("retrieval_others", [engine, *about[1:]], {}))


def _child(module: str, arguments: Iterable[str], settings: dict[str, str]) -> Found:
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(command, env=os.environ | settings, check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own
    found: Found = json.loads(done.stdout)
    return found


def _loads(name: str, first: Found, again: Found, *, limited: bool) -> Iterator[Figure]:
    yield _at_most(f"{name}: first load", first["seconds"], "s", 90 if limited else None)
    yield _at_most(f"{name}: cached load", again["seconds"], "s", 5 if limited else None)
    yield Figure(f"{name}: memory at the first load, most", f"{first['memory']:.0f}, {first['most']:.0f} MB")
    yield _at_most(f"{name}: memory, cached", again["memory"], "MB", None)
    yield _at_most(f"{name}: after the queries", again["memory after"], "MB", 600 if limited else None)
    yield _at_most(f"{name}: most", again["most"], "MB", None)


def _queries(name: str, found: Found, *, limited: bool) -> Iterator[Figure]:
    for what, wanted in (("reading", None), ("candidates", None), ("ask", (1.0, 2.5) if limited else None)):
        low, high = found[what]
        holds = not wanted or (low <= wanted[0] and high <= wanted[1])
        aim = "at most {:g}, {:g} ms".format(*wanted) if wanted else ""
        yield Figure(f"{name}: {what}, CPU p50, p99", f"{low:.2f}, {high:.2f} ms", aim, holds)
    yield Figure(f"{name}: right pair among candidates", f"{found['recall']:.4f}")
    if found["sample"]:
        lost = found["exhaustive"] - found["best"]
        exact = f"{lost:+.4f} ({found['best']:.4f} of {found['sample']}, all scored: {found['exhaustive']:.4f})"
        yield Figure(f"{name}: accuracy lost to exhaustive", exact, "at most 0.002", lost <= 0.002)
    for kind, counts in found["outcomes"].items():
        yield Figure(f"{name}: {kind}", ", ".join(f"{word} {count}" for word, count in counts.items()))


def _other(name: str, found: Found) -> Figure:
    if "missing" in found:
        return Figure(name, f"not installed ({found['missing']})")
    low, high = found["candidates"]
    return Figure(
        name,
        f"build {found['seconds']:.1f} s, {found['memory']:.0f} MB, CPU p50, p99 {low:.2f}, {high:.2f} ms,"
        f" right pair among 50: {found['recall']:.4f}",
    )


def _at_most(name: str, value: float, unit: str, most: float | None) -> Figure:
    wanted = f"at most {most:g} {unit}" if most else ""
    return Figure(name, f"{value:.1f} {unit}", wanted, most is None or value <= most)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--forms", type=int, default=5, help="questions of each pair")
    parser.add_argument("--encoder", action="store_true", help="the largest size with the encoder too")
    parser.add_argument("--no-starts", action="store_true", help="leave out the starts of `yuanwen ask`")
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        for questions in given.sizes:
            _print(measure(folder, Size(questions, given.forms), encoder=False))
        if given.encoder:
            _print(measure(folder, Size(max(given.sizes), given.forms), encoder=True))
        if not given.no_starts:
            _print(ask_starts(folder))


def _print(found: Iterable[Figure]) -> None:
    sys.stdout.write(table(list(found)) + "\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
