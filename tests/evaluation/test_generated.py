"""Generated questions: taken from a knowledge, asked of what is left of it, the same each time."""

from dataclasses import replace

import pytest
from evaluation_knowledge import PAIRS

from bot.evaluation.generated import AS_WRITTEN, FEW, MOST, ROUNDS, THINNED, rounds
from bot.evaluation.trials import trials
from bot.evaluation.variations import CHANGES
from bot.knowledge.model import Knowledge, Pair
from bot.matching.corpus import Corpus
from bot.matching.features import same_answer
from bot.matching.fold import fold


@pytest.fixture(scope="module")
def made(knowledge):
    return list(rounds(knowledge))


def texts_of(knowledge: Knowledge) -> list[str]:
    entries = (*knowledge.pairs.values(), *knowledge.unanswered)
    return [text for one in entries for text in (one.question, *one.phrasings)]


def test_a_knowledge_is_thinned_out_in_several_ways(made):
    assert len(made) == ROUNDS
    assert len({tuple(one.text for one in found.asked) for found in made}) == ROUNDS


def test_what_is_asked_as_written_stands_in_the_knowledge_and_not_in_what_is_left(made, knowledge):
    for found in made:
        asked = {one.text for one in found.asked if one.kind == AS_WRITTEN}
        assert asked
        assert asked <= set(texts_of(knowledge))
        assert not asked & set(texts_of(found.knowledge))


def test_a_question_with_an_answer_finds_its_pair_in_what_is_left(made, knowledge):
    for found in made:
        for one in found.asked:
            right = {name for name, pair in found.knowledge.pairs.items() if one.right(pair)}
            assert right == ({one.name} if one.answered else set())
            assert (one.name in knowledge.pairs) is (one.name in PAIRS)


def test_a_pair_of_which_a_question_has_no_answer_is_gone(made):
    for found in made:
        gone = {one.name for one in found.asked if not one.answered and "/" in one.name}
        assert gone
        assert not gone & found.knowledge.pairs.keys()
        assert len(gone) <= THINNED * len(PAIRS)


def test_whoever_gives_the_same_answer_goes_too(knowledge):
    twins = {
        f"{name}-too": replace(pair, id=f"{name}-too", question=f"{pair.question}呢", phrasings=())
        for name, pair in knowledge.pairs.items()
    }
    for found in rounds(replace(knowledge, pairs={**knowledge.pairs, **twins})):
        gone = [one.name for one in found.asked if not one.answered and "/" in one.name]
        assert gone
        for name in gone:
            pair = {**knowledge.pairs, **twins}[name]
            assert not any(same_answer(pair, other) for other in found.knowledge.pairs.values())


def test_each_question_comes_as_written_and_varied(made):
    for found in made:
        plain, varied = found.asked[::2], found.asked[1::2]
        assert {one.kind for one in plain} == {AS_WRITTEN}
        assert all(one.kind in CHANGES for one in varied)
        assert [one.name for one in plain] == [one.name for one in varied]
        assert all(one.text != other.text for one, other in zip(plain, varied, strict=True))


def test_all_of_it_is_marked_as_generated(made):
    assert all(one.generated for found in made for one in found.asked)


def test_the_same_knowledge_gives_the_same_questions(made, knowledge):
    again = [[(one.text, one.kind, one.name) for one in found.asked] for found in rounds(knowledge)]
    assert again == [[(one.text, one.kind, one.name) for one in found.asked] for found in made]
    assert [found.knowledge for found in rounds(knowledge)] == [found.knowledge for found in made]


def test_a_phrasing_that_two_pairs_share_is_not_asked(knowledge):
    shared = {name: replace(pair, phrasings=("编辑是谁?",)) for name, pair in knowledge.pairs.items()}
    folded = {fold(one.text) for found in rounds(replace(knowledge, pairs=shared)) for one in found.asked}
    assert folded
    assert fold("编辑是谁") not in folded


def test_a_pair_keeps_at_least_a_question(knowledge):
    single = {name: replace(pair, phrasings=()) for name, pair in knowledge.pairs.items()}
    for found in rounds(replace(knowledge, pairs=single, unanswered=())):
        assert all(not one.answered for one in found.asked)
        assert all(pair.question for pair in found.knowledge.pairs.values())


def test_the_question_itself_may_be_asked_and_a_phrasing_takes_its_place(knowledge):
    first = {text for text, *_ in PAIRS.values()}
    asked = {one.text for found in rounds(knowledge) for one in found.asked if one.answered}
    assert asked & first
    for found in rounds(knowledge):
        for name, pair in found.knowledge.pairs.items():
            assert {pair.question, *pair.phrasings} <= set(PAIRS[name])
            assert len(pair.phrasings) >= len(PAIRS[name]) - 2


@pytest.mark.parametrize("count", [0, 1, 4], ids=str)
def test_a_knowledge_of_hardly_any_pairs_loses_none(knowledge, count):
    few = dict(list(knowledge.pairs.items())[:count])
    found = list(rounds(replace(knowledge, pairs=few, unanswered=())))
    assert all(len(one.knowledge.pairs) == count for one in found)
    assert bool(found) is (count > 0)


def test_however_many_pairs_there_are_few_questions_are_asked(knowledge):
    excerpts = knowledge.pairs["kiln/length"].excerpts
    start = excerpts[0].start
    many = {
        f"kiln/{n}": Pair(
            f"kiln/{n}",
            "kiln",
            f"第{n}口窑有多长",
            (f"{n}号窑的长度",),
            (replace(excerpts[0], start=start + 9 * n, end=start + 9 * n + 8),),
        )
        for n in range(1500)
    }
    for found in rounds(replace(knowledge, pairs=many)):
        assert sum(one.answered for one in found.asked) <= 2 * MOST
        assert sum(not one.answered for one in found.asked) <= 4 * FEW


def test_they_can_be_tried(made):
    found = made[0]
    corpus = Corpus(found.knowledge)
    tried = [trial for one in found.asked for trial in trials(one, corpus)]
    assert {trial.model for trial in tried} == {"han", "latin"}
    assert {trial.asked.answered for trial in tried} == {True, False}
