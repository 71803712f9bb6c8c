"""Every question of the sets, asked of the shipped knowledge: one test an id, and what holds over all of them.

Questions that are known to go wrong stand in known_failures.txt and must go wrong: renew.py rewrites the list.
"""

from collections.abc import Collection

import pytest
from question_sets import alone, fault, known_failures, sets, turns

from bot.evaluation.questions import FOLLOW_UP, Question
from bot.evaluation.report import excerpt_lengths
from bot.matching.fold import fold
from bot.matching.outcome import MAX_OPTIONS, Answer, Choices

RIGHT = 0.93
"""Share of the answerable questions that get the right answer, at least."""
TURNS_RIGHT = 0.90
"""Share of the dialogs' turns, but for the first, that are right, at least."""
ANSWERED = 0.03
"""Share of the unanswerable questions that get an answer, at most."""
OFFERED = 0.10
"""Share of the unanswerable questions that get choices, at most."""
BOTH = 0.80
"""Share of the ambiguous questions that get choices with both readings, at least."""
LENGTH = 120
"""Characters of an answer's excerpts in the median, at most."""

SETS = sets()
ALONE, TURNS = alone(SETS), turns(SETS)
KNOWN = known_failures()


def cases(asked: Collection[Question]) -> list:
    wrong = pytest.mark.xfail(strict=True, raises=AssertionError, reason="listed in known_failures.txt")
    return [pytest.param(one.id, id=one.id, marks=[wrong] if one.id in KNOWN else []) for one in asked]


@pytest.mark.parametrize("name", cases(ALONE))
def test_a_question_gets_what_the_articles_say_of_it(name, results):
    """An answer with all of the gold spans, choices with both readings, or no answer where the articles don't say."""
    assert not fault(results[name])


@pytest.mark.parametrize("name", cases(TURNS))
def test_a_turn_of_a_dialog_gets_what_the_articles_say_of_it(name, results):
    """The same for a question that follows another in one conversation."""
    assert not fault(results[name])


def test_every_known_failure_is_a_question():
    assert {one.id for one in (*ALONE, *TURNS)} >= KNOWN


def test_ids_name_one_question_each():
    ids = [one.id for one in (*ALONE, *TURNS)]
    assert len(ids) == len(set(ids))


def test_what_an_answer_must_quote_stands_in_the_articles(matcher):
    articles = [article.text for article in matcher.knowledge.articles.values()]
    wanted = {(one.id, span) for one in (*ALONE, *TURNS) for spans in (one.gold, *one.options) for span in spans}
    assert {one for one in wanted if not any(one[1] in text for text in articles)} == set()


def share(parts, part: str, of, verdict: str = "right") -> float:
    found = [result.verdict for result in parts[part].results if of(result)]
    return found.count(verdict) / len(found)


def test_most_answerable_questions_are_answered_right(parts):
    assert share(parts, "questions", lambda one: one.sort == "answerable") >= RIGHT


def test_most_turns_of_dialogs_are_right(parts):
    assert share(parts, "follow-ups", lambda one: one.kind == FOLLOW_UP) >= TURNS_RIGHT


def test_hardly_any_unanswerable_question_is_answered(parts):
    assert share(parts, "questions", lambda one: one.sort == "unanswerable", "wrong") <= ANSWERED


def test_few_unanswerable_questions_are_given_choices(parts):
    assert share(parts, "questions", lambda one: one.sort == "unanswerable", "offered") <= OFFERED


def test_most_ambiguous_questions_are_given_both_readings(parts):
    assert share(parts, "questions", lambda one: one.sort == "ambiguous") >= BOTH


def test_answers_are_short(parts):
    assert excerpt_lengths(parts["questions"])[1] <= LENGTH


def test_every_outcome_names_existing_pairs_once_and_no_more_than_fit(matcher, results):
    pairs = matcher.knowledge.pairs
    for name, result in results.items():
        outcome = result.outcome
        named = [match.pair for match in outcome.matches]
        assert set(named) <= set(pairs), name
        assert len(named) == len(set(named)) <= MAX_OPTIONS, name
        assert bool(named) or not isinstance(outcome, (Answer, Choices)), name
        assert all(0 <= match.confidence <= 1 for match in outcome.matches), name
        assert outcome.query == result.text, name


def test_every_curated_phrasing_leads_to_its_pair(matcher):
    """The canonical question and each phrasing is answered by its pair, or offers it where articles share it."""
    astray = []
    for pair in matcher.knowledge.pairs.values():
        for text in (pair.question, *pair.phrasings):
            outcome, _ = matcher.ask(text)
            if not isinstance(outcome, (Answer, Choices)) or pair.id not in [match.pair for match in outcome.matches]:
                astray.append(f"{pair.id}: {text} -> {outcome.reason} {[match.pair for match in outcome.matches]}")
    assert astray == []


def test_a_phrasing_of_one_pair_alone_is_answered(matcher):
    """Choices are for phrasings that two articles share."""
    owners: dict[str, set[str]] = {}
    for pair in matcher.knowledge.pairs.values():
        for text in (pair.question, *pair.phrasings):
            owners.setdefault(fold(text), set()).add(pair.id)
    offered = [
        f"{text} -> {outcome.reason} {[match.pair for match in outcome.matches]}"
        for pair in matcher.knowledge.pairs.values()
        for text in (pair.question, *pair.phrasings)
        if len(owners[fold(text)]) == 1 and not isinstance(outcome := matcher.ask(text)[0], Answer)
    ]
    assert offered == []


def test_every_known_unanswered_phrasing_is_refused(matcher):
    """What a curator lists as not said is never answered."""
    answered = [
        text
        for one in matcher.knowledge.unanswered
        for text in (one.question, *one.phrasings)
        if isinstance(matcher.ask(text)[0], Answer)
    ]
    assert answered == []
