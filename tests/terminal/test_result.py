"""The line of JSON that a program gets for an outcome: its keys, their order, and what they hold."""

import json

import pytest

from bot.matching.outcome import Answer, Choices, Match, NoAnswer
from bot.terminal.result import error_line, result_line

HOURS = Match("park/hours", "几点开门", 0.912345)
EDITORS = (Match("park/editor", "编辑是谁", 0.6), Match("museum/editor", "编辑是谁", 0.59))


def test_an_answer_as_the_contract_has_it(knowledge):
    outcome = Answer("几点开门,票价多少", "confident", (HOURS,), 0.912345, ("票价多少",))
    assert result_line(outcome, knowledge, "q1") == (
        '{"id": "q1", "query": "几点开门,票价多少", "outcome": "answer", "confidence": 0.9123, "reason": "confident",'
        ' "unanswered": ["票价多少"], "answers": [{"pair": "park/hours", "question": "中心公园几点开门?",'
        ' "confidence": 0.9123, "excerpts": [{"article": "park", "text": "公园每日早六点至晚十点免费开放。",'
        ' "paragraph": 3, "start": 18, "end": 34}]}]}'
    )


@pytest.mark.parametrize(
    ("outcome", "name", "pairs"),
    [
        (Answer("q", "exact", (HOURS,), 1.0), "answer", ["park/hours"]),
        (Choices("q", "ambiguous", EDITORS, 0.6), "choices", ["park/editor", "museum/editor"]),
        (NoAnswer("q", "unknown", EDITORS, 0.2, ("q",)), "none", ["park/editor", "museum/editor"]),
        (NoAnswer("你好", "small-talk"), "none", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_outcome_has_its_name_and_its_pairs_in_order(knowledge, outcome, name, pairs):
    result = json.loads(result_line(outcome, knowledge))
    assert result["outcome"] == name
    assert [answer["pair"] for answer in result["answers"]] == pairs
    assert result["id"] is None


def test_each_excerpt_stands_where_it_says(knowledge):
    for pair in knowledge.pairs:
        outcome = Answer("q", "exact", (Match(pair, "q", 1.0),), 1.0)
        for excerpt in json.loads(result_line(outcome, knowledge))["answers"][0]["excerpts"]:
            article = knowledge.articles[excerpt["article"]]
            assert article.text[excerpt["start"] : excerpt["end"]] == excerpt["text"]


@pytest.mark.parametrize("query", ["一\n二", "a\u2028b", "a\u2029b", "a\x85b", "a\x0bb\x1cc", '"\\', "😀", ""])
def test_a_result_is_one_line_that_gives_the_query_back(knowledge, query):
    line = result_line(NoAnswer(query, "unknown"), knowledge, 7)
    assert line.splitlines() == [line]
    assert json.loads(line)["query"] == query
    assert json.loads(line)["id"] == 7


def test_letters_stay_as_they_are(knowledge):
    assert "公园" in result_line(NoAnswer("公园", "unknown"), knowledge)


def test_numbers_of_other_libraries_are_written_as_numbers(knowledge):
    numpy = pytest.importorskip("numpy")
    sure = numpy.float32(0.5)
    outcome = Answer("q", "confident", (Match("park/hours", "q", sure),), sure)
    assert json.loads(result_line(outcome, knowledge))["confidence"] == 0.5


def test_an_error_has_the_id_and_the_message():
    assert error_line("坏了", "x") == '{"id": "x", "error": "坏了"}'
