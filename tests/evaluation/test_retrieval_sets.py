"""Retrieval sets: the knowledge that is made of an index, and the labels as they are repaired."""

import pytest
from evaluation_files import INDEX, QUERIES, retrieval_files, write

from bot.evaluation.retrieval import Retrieval
from bot.evaluation.sets import read_sets


@pytest.fixture
def found(tmp_path) -> Retrieval:
    return read_sets([retrieval_files(tmp_path)]).retrievals["phones"]


def test_each_number_is_a_pair_with_its_phrasings(found):
    pairs = found.knowledge.pairs
    assert list(pairs) == ["phones/7", "phones/9", "phones/11", "phones/12"]
    assert (pairs["phones/7"].question, pairs["phones/7"].phrasings) == ("怎么给手机换铃声", ("手机铃声如何更换",))
    assert found.ids[7] == "phones/7"


def test_the_excerpts_are_the_questions_as_they_stand_in_one_article(found):
    [article] = found.knowledge.articles.values()
    for number, pair in enumerate(found.knowledge.pairs.values(), 1):
        [excerpt] = pair.excerpts
        assert article.text[excerpt.start : excerpt.end] == excerpt.text == pair.question
        assert excerpt.paragraph == article.paragraph_at(excerpt.start).number == number


def test_the_question_comes_first_wherever_it_stands(tmp_path):
    retrieval_files(tmp_path)
    write(tmp_path / "phones.index.jsonl", INDEX[::-1])
    found = read_sets([tmp_path / "phones.queries.jsonl"]).retrievals["phones"]
    assert found.knowledge.pairs["phones/7"].question == "怎么给手机换铃声"


def test_a_question_over_several_lines_is_one_line_of_the_article(tmp_path):
    retrieval_files(tmp_path)
    write(tmp_path / "phones.index.jsonl", [{**INDEX[0], "q": "怎么\n换铃声"}, *INDEX[2:]])
    found = read_sets([tmp_path / "phones.queries.jsonl"]).retrievals["phones"]
    assert found.knowledge.pairs["phones/7"].excerpts[0].text == "怎么 换铃声"


def test_repairs_add_what_answers_too_and_leave_out_what_nobody_can_tell(found):
    assert [(query.id, query.kind, query.right) for query in found.queries] == [
        ("1", "answerable", {7}),
        ("2", "answerable", {9}),
        ("3", "answerable", {11, 12}),
        ("5", "cross", set()),
    ]


def test_without_repairs_the_labels_are_as_they_stand(tmp_path):
    found = read_sets([retrieval_files(tmp_path, repairs=False)]).retrievals["phones"]
    assert [query.right for query in found.queries] == [{7}, {9}, {12}, set(), set()]


def test_strangers_have_their_types_for_kinds(tmp_path):
    [queries] = read_sets([write(tmp_path / "x.queries.jsonl", QUERIES)]).strangers.values()
    assert [query.kind for query in queries] == ["answerable", "answerable", "answerable", "unseen", "cross"]
