"""The explanation of an outcome: reason first, then how each candidate fared, in columns."""

import io

from bot.matching.outcome import Answer, Candidate, Choices, Explanation, NoAnswer
from bot.terminal.explain import explain
from bot.terminal.screen import write_blocks
from bot.terminal.words import terminal_words

CANDIDATES = (
    Candidate("park/hours", "公园开放时间", 0.912, {"chars": 0.8, "pinyin": 0.75}),
    Candidate("museum/hours", "博物馆开馆时间" * 9, 0.3, {"chars": 0.4}, guard="guard:name"),
)
FOUND = Explanation("公园几点开门?", "公园几点开门", CANDIDATES)


def lines_of(outcome, language="en") -> list[str]:
    out = io.StringIO()
    write_blocks(explain(outcome, terminal_words(language)), out)
    return out.getvalue().splitlines()


def test_the_reason_comes_first():
    assert lines_of(NoAnswer("q", "guard:year", confidence=0.25))[0] == (
        "outcome: no answer, reason: guard:year, confidence: 0.25"
    )
    assert lines_of(Choices("q", "ambiguous"))[0].startswith("outcome: choices, reason: ambiguous")


def test_each_candidate_is_a_row_with_its_scores_and_its_guard():
    rows = lines_of(Answer("q", "confident", confidence=0.912, explanations=(FOUND,)))
    assert rows[2:4] == ["question: 公园几点开门?", "compared as: 公园几点开门"]
    assert rows[4].split() == ["pair", "confidence", "chars", "pinyin", "guard", "nearest", "phrasing"]
    assert rows[5].split() == ["park/hours", "0.91", "0.80", "0.75", "公园开放时间"]
    assert rows[6].split()[:4] == ["museum/hours", "0.30", "0.40", "guard:name"]


def test_columns_are_aligned():
    rows = lines_of(Answer("q", "confident", explanations=(FOUND,)))[4:7]
    column = rows[0].index("nearest")
    assert rows[1][column:] == "公园开放时间"
    assert rows[2][column:].startswith("博物馆")


def test_a_long_phrasing_is_shortened():
    assert lines_of(Answer("q", "confident", explanations=(FOUND,)))[6].endswith("…")


def test_each_question_of_a_message_is_explained():
    both = lines_of(Answer("q", "confident", explanations=(FOUND, FOUND)))
    assert both.count("question: 公园几点开门?") == 2


def test_a_question_without_candidates_is_still_shown():
    assert "compared as: x" in lines_of(NoAnswer("q", "unknown", explanations=(Explanation("X", "x", ()),)))


def test_it_speaks_the_persons_language():
    assert lines_of(NoAnswer("q", "unknown"), "zh-Hans")[0].startswith("结果：不回答")
