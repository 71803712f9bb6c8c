"""Sets + a matcher -> results and figures, part by part. Pure but for the matcher's time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from bot.evaluation.asking import Hears, Result, ask_dialogs, ask_log, ask_queries, ask_questions
from bot.evaluation.measures import Curves, Measures, curves, measure
from bot.evaluation.retrieval import Retrieval
from bot.evaluation.rivals import RECALL, cases_of, rivals
from bot.evaluation.sets import Sets
from bot.evaluation.spelling import SPELLINGS, Spelling, spell
from bot.knowledge.model import Knowledge
from bot.matching.matcher import Matcher

Form = Literal["questions", "follow-ups", "group", "strangers", "retrieval"]
OURS = "yuanwen"
"""The name under which the matcher stands beside the plain scorers."""

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """What sets are asked of.

    Attributes:
        matcher: gives that of the knowledge, which retrieval sets don't need.
        build: makes one for a knowledge.
        hears: which messages of a group are for the bot.
        baselines: whether plain scorers run over the same pairs.
        tick: is called after each message.
    """

    matcher: Callable[[], Matcher]
    build: Callable[[Knowledge], Matcher]
    hears: Hears
    baselines: bool = False
    tick: Tick = lambda: None


@dataclass(frozen=True, slots=True)
class Scored:
    """How the matcher, or a plain scorer, ranks answers and knows when to keep silent.

    Attributes:
        recall: share of the answerable queries with a right pair among the best five; None but for retrieval sets.
        spelled: share of the answerable queries whose best pair is right when they are typed in pinyin, by spelling.
    """

    measures: Measures
    curves: Curves
    recall: float | None
    spelled: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """Files of one form, pooled; each retrieval set is a part by itself.

    Attributes:
        name: the form's, or the retrieval set's.
        files: their names.
        scored: by name, the matcher first; empty where messages lean on each other or none has an answer.
    """

    name: str
    form: Form
    files: tuple[str, ...]
    results: tuple[Result, ...]
    scored: Mapping[str, Scored]


def count_of(sets: Sets) -> int:
    """How many messages `evaluate` asks."""
    turns = sum(len(dialog.turns) for dialogs in sets.dialogs.values() for dialog in dialogs)
    alone = (*sets.questions.values(), *sets.logs.values(), *sets.strangers.values())
    spelled = sum(bool(query.right) for found in sets.retrievals.values() for query in found.queries)
    queries = sum(len(found.queries) for found in sets.retrievals.values())
    return turns + sum(map(len, alone)) + queries + spelled * len(SPELLINGS)


def evaluate(sets: Sets, bench: Bench) -> tuple[Part, ...]:
    """Ask everything and judge it."""
    shared = any((sets.questions, sets.dialogs, sets.logs, sets.strangers))
    parts = [*(_shared(sets, bench.matcher(), bench) if shared else ())]
    parts += [_retrieval(name, found, bench) for name, found in sets.retrievals.items()]
    return tuple(part for part in parts if part.results)


def _shared(sets: Sets, matcher: Matcher, bench: Bench) -> Iterator[Part]:
    """What is asked of the one knowledge."""
    tick = bench.tick
    alone = _asked(tick, (ask_questions(file, found, matcher) for file, found in sets.questions.items()))
    yield Part("questions", "questions", tuple(sets.questions), alone, _scored(alone, matcher, bench))
    turns = _asked(tick, (ask_dialogs(file, found, matcher) for file, found in sets.dialogs.items()))
    yield Part("follow-ups", "follow-ups", tuple(sets.dialogs), turns, {})
    heard = _asked(tick, (ask_log(file, found, matcher, bench.hears) for file, found in sets.logs.items()))
    yield Part("group", "group", tuple(sets.logs), heard, {})
    strange = _asked(tick, (ask_queries(file, found, matcher) for file, found in sets.strangers.items()))
    yield Part("strangers", "strangers", tuple(sets.strangers), strange, {})


def _asked(tick: Tick, files: Iterable[Iterable[Result]]) -> tuple[Result, ...]:
    results: list[Result] = []
    for result in chain.from_iterable(files):
        results.append(result)
        tick()
    return tuple(results)


def _retrieval(name: str, found: Retrieval, bench: Bench) -> Part:
    """A retrieval set, asked of its own knowledge."""
    matcher = bench.build(found.knowledge)
    results = _asked(bench.tick, [ask_queries(name, found.queries, matcher, found)])
    answerable = [result for result in results if result.sort == "answerable"]
    near = [_finds(result, [match.pair for match in matcher.search(result.text, RECALL)]) for result in answerable]
    spelled: dict[str, float] = {
        spelling: _spelled(spelling, answerable, matcher, bench.tick) for spelling in SPELLINGS
    }
    return Part(name, "retrieval", (name,), results, _scored(results, matcher, bench, _share(near), spelled))


def _spelled(spelling: Spelling, answerable: Sequence[Result], matcher: Matcher, tick: Tick) -> float:
    hits: list[bool] = []
    for result in answerable:
        outcome, _ = matcher.ask(spell(result.text, spelling))
        hits.append(_finds(result, [match.pair for match in outcome.matches[:1]]))
        tick()
    return _share(hits)


def _finds(result: Result, pairs: Sequence[str]) -> bool:
    return all(not part.isdisjoint(pairs) for part in result.wanted.parts)


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _scored(
    results: Sequence[Result],
    matcher: Matcher,
    bench: Bench,
    recall: float | None = None,
    spelled: Mapping[str, float] | None = None,
) -> Mapping[str, Scored]:
    """The matcher's figures and, if wanted, the plain scorers' too."""
    asked = [result for result in results if result.sort != "ambiguous"]
    if not any(result.sort == "answerable" for result in asked):
        return {}
    sure = [result.outcome.confidence if result.outcome else 0.0 for result in asked]
    cases = cases_of(asked, sure, [result.first for result in asked])
    ours = {OURS: Scored(measure(cases), curves(cases), recall, spelled or {})}
    if not bench.baselines:
        return ours
    others = rivals(asked, matcher.knowledge)
    return ours | {
        name: Scored(measure(rival.cases), curves(rival.cases), None if recall is None else rival.recall, {})
        for name, rival in others.items()
    }
