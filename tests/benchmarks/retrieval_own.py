"""`python -m benchmarks.retrieval_own (load|ask) FOLDER QUESTIONS FORMS`: our own matcher, measured in this process.

`load` opens the knowledge; `ask` also asks a thousand questions. Prints a line of JSON.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.large_knowledge import Asked, Size, questions
from benchmarks.own_process import cpu, most_resident, resident

from bot.encoding.choice import open_encoder
from bot.matching.calibration import calibration
from bot.matching.corpus import Corpus
from bot.matching.matcher import Matcher
from bot.matching.opening import open_matcher
from bot.matching.outcome import Answer, Choices, Outcome
from bot.matching.probe import Probe
from bot.matching.ranking import ranked_by
from bot.matching.retrieval import Candidates, retrieve
from bot.matching.scores import score
from bot.matching.text import Text
from bot.terminal.folder import find_encoder

ASKED = 1_000
WARM_UP = 50
SAMPLE = 500
"""Questions that are compared with every pair as well."""
MOST_COMPARED = 100_000
"""Questions of a knowledge up to which that is feasible."""


def opened(folder: Path) -> tuple[Matcher, dict[str, Any]]:
    """The matcher of a folder with all its indexes, and what that took."""
    began = time.monotonic()
    matcher = open_matcher(folder, open_encoder(find_encoder()))
    corpus_of(matcher).prepare()
    return matcher, {"seconds": time.monotonic() - began, "memory": resident(), "most": most_resident()}


def corpus_of(matcher: Matcher) -> Corpus:
    """What a matcher compares with."""
    return matcher._judging.corpus


def asked(matcher: Matcher, given: Sequence[Asked], *, compare: bool) -> dict[str, Any]:
    """What questions cost, and what becomes of them."""
    for one in given[:WARM_UP]:
        matcher.ask(one.q)
    corpus, whole = corpus_of(matcher), cpu(lambda one: matcher.ask(one.q), given)
    held = resident()
    read = [(one.q, corpus.words.read(one.q)) for one in given]
    answerable = [one for one in given if one.pair]
    found = {
        "ask": whole,
        "memory after": held,
        "reading": cpu(lambda one: corpus.words.read(one.q), given),
        "candidates": cpu(lambda one: _candidates(corpus, *one), read),
        "recall": sum(_is_found(corpus, one) for one in answerable) / len(answerable),
        "outcomes": _outcomes(matcher, given),
        "sample": 0,
        "most": most_resident(),
    }
    return found | (_compared(corpus, answerable[:SAMPLE]) if compare else {})


def _candidates(corpus: Corpus, query: str, text: Text, *, exhaustive: bool = False) -> Candidates:
    meaning, vectors = corpus.meaning(query), corpus.vectors
    cosines = vectors.cosines(meaning) if meaning is not None and vectors is not None else None
    return retrieve(Probe(text, corpus.words.index), corpus.words, cosines, exhaustive=exhaustive)


def _is_found(corpus: Corpus, one: Asked) -> bool:
    found = _candidates(corpus, one.q, corpus.words.read(one.q))
    return any(corpus.pairs[number].id == one.pair for number in found.pairs)


def _outcomes(matcher: Matcher, given: Sequence[Asked]) -> dict[str, dict[str, int]]:
    """Of each kind of question how many are right, offered, wrong and refused."""
    counts: dict[str, Counter[str]] = {one.kind: Counter() for one in given}
    for one in given:
        counts[one.kind][_outcome(matcher.ask(one.q)[0], one)] += 1
    return {kind: dict(sorted(found.items())) for kind, found in counts.items()}


def _outcome(outcome: Outcome, one: Asked) -> str:
    if not isinstance(outcome, (Answer, Choices)):
        return "refused"
    given = [match.pair for match in outcome.matches]
    if isinstance(outcome, Choices):
        return "offered" if not one.pair or one.pair in given else "offered without it"
    return "right" if given == [one.pair] else "wrong"


def _compared(corpus: Corpus, given: Sequence[Asked]) -> dict[str, Any]:
    """How often the best pair is the right one, of the candidates and of all pairs."""
    best, every = (
        sum(_best(corpus, one.q, exhaustive=exhaustive) == one.pair for one in given) for exhaustive in (False, True)
    )
    return {"sample": len(given), "best": best / len(given), "exhaustive": every / len(given)}


def _best(corpus: Corpus, query: str, *, exhaustive: bool) -> str:
    """The pair that ranks first, guards aside."""
    text = corpus.words.read(query)
    field = score(
        Probe(text, corpus.words.index), corpus.words, _candidates(corpus, query, text, exhaustive=exhaustive)
    )
    weights = calibration().model("han", meaning=corpus.encoder is not None).at(corpus.words.alone).rank
    return next((one.pair.id for one in ranked_by(field, weights, corpus, corpus.words)), "")


def main() -> None:
    """Measure as the command line says."""
    what, folder, count, forms = sys.argv[1:]
    size = Size(int(count), int(forms))
    matcher, found = opened(Path(folder))
    if what == "ask":
        found |= asked(matcher, list(questions(size, ASKED)), compare=size.questions <= MOST_COMPARED)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
