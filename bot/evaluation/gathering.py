"""Sets and a knowledge -> the trials of a fit, each with its weight. Pure but for the matcher's indexes.

Of two files the one with four times as many questions has twice the say: so a large one doesn't drown a small one. What
is generated counts little where people's questions about the knowledge are at hand, and fully where there are none.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.evaluation.generated import rounds
from bot.evaluation.sets import Sets
from bot.evaluation.trials import Asked, Trial, asked_in, queried_in, trials
from bot.knowledge.model import Knowledge
from bot.matching.corpus import Corpus
from bot.matching.fold import plain
from bot.matching.message import bare

GENERATED = 30.0
"""What all generated questions of a model weigh together, where a file asks for it about the knowledge: of 10 to 300 it
foretold unseen questions best, beside a hundred asked ones, and did no harm beside three hundred."""

AT_ONCE = 128
"""Questions that an encoder reads together."""

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Questions with the knowledge that they are asked of.

    Attributes:
        file: where they stand; "" for what is generated.
        own: whether people ask them about the knowledge that the fit is for.
    """

    file: str
    knowledge: Knowledge
    asked: tuple[Asked, ...]
    own: bool


Build = Callable[[Part], Corpus]


def parts_of(sets: Sets, knowledge: Knowledge) -> list[Part]:
    """What the files and the knowledge have to ask. Dialogs and group logs are no questions that stand alone."""
    asked = [(name, knowledge, asked_in(name, found)) for name, found in sets.questions.items()]
    asked += [(name, knowledge, queried_in(name, found)) for name, found in sets.strangers.items()]
    asked += [(name, one.knowledge, queried_in(name, one.queries, one)) for name, one in sets.retrievals.items()]
    found = [Part(name, of, tuple(questions), of is knowledge) for name, of, questions in asked]
    return [*_weighed(found), *(Part("", one.knowledge, one.asked, False) for one in rounds(knowledge))]


def _weighed(parts: Sequence[Part]) -> Iterator[Part]:
    """A file of n questions weighs in with the root of n; all of them together weigh what they count."""
    counts = [len(part.asked) for part in parts]
    scale = sum(counts) / (sum(map(math.sqrt, counts)) or 1.0)
    for part, count in zip(parts, counts, strict=True):
        weight = scale / math.sqrt(count or 1)
        yield replace(part, asked=tuple(replace(one, weight=weight) for one in part.asked))


def gather(parts: Sequence[Part], build: Build, tick: Tick = lambda: None) -> list[Trial]:
    """The trials of some parts.

    Args:
        build: makes the corpus of a part's knowledge; parts that follow each other share theirs.
        tick: is called after each question.
    """
    found: list[Trial] = []
    known: set[str] = set()
    built: tuple[Knowledge, Corpus] | None = None
    for part in parts:
        built = built if built and built[0] is part.knowledge else (part.knowledge, build(part))
        for one in _read_ahead(part.asked, built[1]):
            made = list(trials(one, built[1]))
            known |= {trial.model for trial in made if part.own}
            found += made
            tick()
    return _balanced(found, known)


def _read_ahead(asked: Sequence[Asked], corpus: Corpus) -> Iterator[Asked]:
    """Questions, many at once brought before the encoder, which remembers them: that takes half the time."""
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        if corpus.encoder:
            corpus.encoder.encode([plain(bare(one.text)) for one in some])
        yield from some


def _balanced(found: Sequence[Trial], known: Collection[str]) -> list[Trial]:
    """Trials of which the generated ones weigh together what they should, for each model that is known by others."""
    made = Counter(trial.model for trial in found if trial.asked.generated)
    return [
        replace(trial, asked=replace(trial.asked, weight=min(1.0, GENERATED / made[trial.model])))
        if trial.asked.generated and trial.model in known
        else trial
        for trial in found
    ]
