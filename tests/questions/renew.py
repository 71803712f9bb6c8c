"""Writes known_failures.txt anew: the questions that the matcher gets wrong at present.

    python tests/questions/renew.py

Run it when a change of the matcher or of the knowledge has made a listed question right (the tests then fail until the
list is renewed), and look at the difference before you keep it: an id that is new on the list is a question that got
worse.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # the checkout, when it isn't installed

from question_sets import KNOWN_FAILURES, Asked, Question

HEAD = """\
# Questions that the matcher gets wrong at present, one id a line. Written by renew.py.
# The tests fail when one of these is right, and when one that isn't here is wrong; `pytest -rx` tells what is wrong.
"""


def line(question: Question) -> str:
    return f"{question.id}  # {question.kind}: {' '.join(question.text.split())}\n"


def main() -> None:
    asked = Asked()
    wrong = [asked[name].question for name in asked.ids if asked[name].fault]
    KNOWN_FAILURES.write_text(HEAD + "".join(map(line, wrong)), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(wrong)} known failures of {len(asked.ids)}\n")


if __name__ == "__main__":
    main()
