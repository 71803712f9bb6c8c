"""Writes known_failures.txt anew: the questions that the matcher gets wrong at present.

    python tests/questions/renew.py

Run it when a change of the matcher or of the knowledge has made a listed question right (the tests then fail until the
list is renewed), and look at the difference before you keep it: an id that is new on the list is a question that got
worse.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # the checkout, when it isn't installed

from question_sets import KNOWN_FAILURES, asked, sets, shipped

from bot.evaluation.asking import Result

HEAD = """\
# Questions that the matcher gets wrong at present, one id a line. Written by renew.py.
# The tests fail when one of these is right, and when one that isn't here is wrong; `pytest -rx` tells what is wrong.
"""


def line(result: Result) -> str:
    return f"{result.id}  # {result.kind}: {' '.join(result.text.split())}\n"


def main() -> None:
    results = [result for part in asked(sets(), shipped()) for result in part.results]
    wrong = [result for result in results if result.verdict != "right"]
    KNOWN_FAILURES.write_text(HEAD + "".join(map(line, wrong)), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(wrong)} known failures of {len(results)}\n")


if __name__ == "__main__":
    main()
