"""The explanation of an outcome: for people in lines that fit their screen, for programs as JSON."""

import io
import json
import math
import unicodedata
from dataclasses import replace

import pytest

from bot.matching.outcome import Answer, Candidate, Choices, Explanation, Match, NoAnswer
from bot.replies import words_for
from bot.replies.words import LANGUAGES
from bot.terminal.ask import ask_json
from bot.terminal.explain import LEAST, explain, explanation_line
from bot.terminal.screen import write_blocks

SCORES = {"rank": 12.3, "near": 0.8, "cover": 0.75}
HOURS = Candidate("park/hours", "公园开放时间", 0.912, SCORES)
MUSEUM = Candidate("museum/hours", "博物馆开馆时间" * 9, 0.3, {"rank": 3.0, "near": 0.4}, "guard:name")
TREES = Candidate("park/trees", "中心公园有多少棵银杏树?", 0.1, {"rank": 1.0, "near": 0.1}, "guard:name")
FOUND = Explanation(
    "公园几点\n开门?", "公园几点开门", (HOURS, MUSEUM, TREES), 0.912, 0.97, {"answer": 0.8, "offer": 0.1}
)
ANSWER = Answer("q", "confident", (Match("park/hours", FOUND.asked, 0.912),), 0.912, (), (FOUND,))
WEIGHTS = {"near": -2.0, "cover": 4.0}


@pytest.fixture
def lines_of(knowledge):
    def lines(outcome, language="en", columns=80) -> list[str]:
        out = io.StringIO()
        write_blocks(explain(outcome, knowledge, words_for(language), columns), out)
        return out.getvalue().splitlines()

    return lines


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def test_question_folded_zone_and_chances_come_first(lines_of):
    assert lines_of(ANSWER)[:5] == [
        "question: 公园几点 开门?",
        "compared as: 公园几点开门",
        "outcome: answer (confident). The best pair is right with probability enough.",
        "chance that the best one is right: 0.912; an answer needs 0.800",
        "chance that an option is right: 0.970; choices need 0.100",
    ]


def test_each_candidate_has_its_mark_id_confidence_question_and_nearest_phrasing(lines_of):
    lines = lines_of(ANSWER)
    at = lines.index("candidates with their confidence, best first:")
    assert lines[at + 1 : at + 4] == [
        " 1 ✓ 0.912  park/hours",
        "     中心公园几点开门?",
        "     nearest phrasing: 公园开放时间",
    ]
    assert lines[at + 4] == " 2 ✗ 0.300  museum/hours"


def test_a_phrasing_that_is_the_question_itself_is_not_said_twice(lines_of):
    assert sum("银杏树" in line for line in lines_of(ANSWER)) == 1


def test_a_long_phrasing_is_shortened(lines_of):
    (line,) = [line for line in lines_of(ANSWER) if "博物馆开馆时间博物馆" in line]
    assert line.endswith("…")


def test_what_a_guard_forbids_is_said_once_in_a_sentence(lines_of):
    (line,) = [line for line in lines_of(ANSWER) if "guard:name" in line]
    assert line.startswith("✗ 2, 3 forbidden by guard:name: The place, person or body")


def test_each_score_is_a_row_with_a_column_for_each_candidate(lines_of):
    lines = lines_of(ANSWER)
    at = lines.index("scores of the candidates above:")
    assert [line.split() for line in lines[at + 1 : at + 5]] == [
        ["1", "2", "3"],
        ["rank", "12.30", "3.00", "1.00"],
        ["near", "0.80", "0.40", "0.10"],
        ["cover", "0.75"],
    ]
    assert len({line.rindex(".") for line in lines[at + 2 : at + 4]}) == 1


def test_what_each_score_adds_stands_beside_it_and_the_weightiest_comes_first(lines_of):
    lines = lines_of(replace(ANSWER, explanations=(replace(FOUND, weights=WEIGHTS),)))
    at = next(number for number, line in enumerate(lines) if line.endswith("adds to rank:"))
    assert [line.split()[:3] for line in lines[at + 3 : at + 5]] == [
        ["cover", "0.75", "+3.00"],
        ["near", "0.80", "-1.60"],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_score_has_a_line_that_says_what_it_is(lines_of, language):
    lines = lines_of(ANSWER, language)
    legend = lines[lines.index(words_for(language).text("why.legends")) + 1 :]
    assert [line.split()[0] for line in legend] == ["rank", "near", "cover"]


def test_a_score_that_nobody_has_described_has_a_row_and_no_line(lines_of):
    found = replace(FOUND, candidates=(replace(HOURS, scores={"brand-new": 0.5}),))
    lines = lines_of(replace(ANSWER, explanations=(found,)))
    assert [line.split() for line in lines if "brand-new" in line] == [["brand-new", "0.50"]]
    assert "what the scores say:" not in lines


@pytest.mark.parametrize("weights", [{}, WEIGHTS], ids=["values", "with what they add"])
@pytest.mark.parametrize("columns", [LEAST, 40, 60, 80, 200])
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_fits_the_screen(lines_of, language, columns, weights):
    many = replace(FOUND, candidates=(HOURS, MUSEUM, TREES) * 3, weights=weights)
    told = [line for line in lines_of(replace(ANSWER, explanations=(many,)), language, columns) if line]
    assert max(map(width, told[2:])) <= columns  # the first two are the question, to be copied whole


def test_on_a_narrow_screen_all_candidates_are_still_there(lines_of):
    many = replace(FOUND, candidates=(HOURS, MUSEUM, TREES) * 3, weights=WEIGHTS)
    lines = lines_of(replace(ANSWER, explanations=(many,)), columns=40)
    ranks = [line.split()[1:] for line in lines if line.startswith("rank  ") and "." in line]
    assert [value for row in ranks for value in row] == ["12.30", "3.00", "1.00"] * 3
    assert len(ranks) > 1


def test_each_question_of_a_message_is_explained_with_its_own_zone(lines_of):
    other = replace(FOUND, asked="火星?", candidates=(MUSEUM,))
    lines = lines_of(replace(ANSWER, unanswered=("火星?",), explanations=(FOUND, other)))
    assert [line for line in lines if line.startswith(("question", "outcome"))] == [
        "question 1 of 2: 公园几点 开门?",
        "outcome: answer (confident). The best pair is right with probability enough.",
        "question 2 of 2: 火星?",
        "outcome: no answer (guard:name). What fits best is forbidden: The place, person",
    ]
    assert lines.count("what the scores say:") == 1


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        pytest.param(NoAnswer("你好", "small-talk"), "结果：不回答（small-talk）", id="small talk"),
        pytest.param(Choices("q", "ambiguous", explanations=(FOUND,)), "结果：请人选择（ambiguous）", id="choices"),
        pytest.param(
            NoAnswer("q", "unknown", explanations=(Explanation("X", "x", ()),)), "没有候选", id="nothing near"
        ),
    ],
)
def test_every_outcome_is_explained(lines_of, outcome, said):
    assert any(line.startswith(said) for line in lines_of(outcome, "zh-Hans"))


def test_a_real_question_is_explained_from_end_to_end(matcher, lines_of):
    outcome, _ = matcher.ask("博物馆2019年几点开馆")
    lines = lines_of(outcome, "zh-Hans")
    assert "比对用的写法：博物馆2019年几点开馆" in lines
    assert any(line.startswith("✗ ") and "guard:year" in line for line in lines)


def test_programs_get_all_of_it_as_one_line_of_json():
    line = explanation_line(replace(ANSWER, explanations=(replace(FOUND, weights=WEIGHTS),)))
    assert "\n" not in line
    (found,) = json.loads(line)["explanations"]
    assert found | {"candidates": found["candidates"][:2]} == {
        "asked": "公园几点\n开门?",
        "folded": "公园几点开门",
        "zone": "answer",
        "reason": "confident",
        "answer": 0.912,
        "offer": 0.97,
        "limits": {"answer": 0.8, "offer": 0.1},
        "weights": WEIGHTS,
        "candidates": [
            {"pair": "park/hours", "phrasing": "公园开放时间", "confidence": 0.912, "guard": None, "scores": SCORES},
            {
                "pair": "museum/hours",
                "phrasing": "博物馆开馆时间" * 9,
                "confidence": 0.3,
                "guard": "guard:name",
                "scores": {"rank": 3.0, "near": 0.4},
            },
        ],
    }


def test_json_has_no_infinity():
    line = explanation_line(replace(ANSWER, explanations=(replace(FOUND, limits={"answer": math.inf}),)))
    assert json.loads(line)["explanations"][0]["limits"] == {"answer": None}
    assert "Infinity" not in line


def test_a_greeting_has_nothing_that_was_compared():
    assert json.loads(explanation_line(NoAnswer("你好", "small-talk"))) == {"explanations": []}


def test_the_result_is_the_same_with_an_explanation_and_without(matcher):
    plain, explained, why = io.StringIO(), io.StringIO(), io.StringIO()
    ask_json("公园几点开门", matcher, plain)
    ask_json("公园几点开门", matcher, explained, why)
    assert plain.getvalue() == explained.getvalue()
    assert json.loads(why.getvalue())["explanations"][0]["candidates"][0]["pair"] == "park/hours"
