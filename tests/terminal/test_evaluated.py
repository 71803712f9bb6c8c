"""An evaluation on the screen: what stands where, of results that are made up."""

import pytest

from bot.evaluation.against import Comparison, Figure, Moved
from bot.evaluation.asking import Result
from bot.evaluation.evaluate import Part
from bot.evaluation.judging import Wanted
from bot.matching.outcome import Choices, Match, NoAnswer
from bot.terminal.eval_against import show_comparison
from bot.terminal.eval_table import show_table
from bot.terminal.evaluated import MAX_SHOWN, show_parts
from bot.terminal.words import terminal_words

WORDS = terminal_words("en")
OPTIONS = Choices("?", "ambiguous", (Match("a/x", "?", 0.4), Match("b/y", "?", 0.3)), 0.4)
NOTHING = NoAnswer("?", "guard:year", (), 0.0)


def result(verdict: str, sort: str, outcome=NOTHING, said: tuple[str, ...] = (), number: int = 1) -> Result:
    wanted = Wanted((), (), 1, said)
    return Result("file", str(number), "kind", f"question {number}?", wanted, sort, verdict, outcome, first=False)


def lines(*results: Result, form: str = "questions") -> list[str]:
    return [block.text for block in show_parts([Part("name", form, ("file",), results, {})], WORDS)]


SHOWN = {
    "refused": (
        result("refused", "answerable", said=("42米", "37年")),
        ["    came: no answer (guard:year, 0.00)", "    wanted: 42米 + 37年"],
    ),
    "offered": (
        result("offered", "answerable", OPTIONS, ("42米",)),
        ["    came: choices (ambiguous, 0.40) a/x, b/y", "    wanted: 42米"],
    ),
    "choices where there is nothing": (
        result("offered", "unanswerable", OPTIONS),
        ["    came: choices (ambiguous, 0.40) a/x, b/y", "    wanted: no answer"],
    ),
    "readings": (
        result("refused", "ambiguous", said=("42米", "1958年")),
        ["    came: no answer (guard:year, 0.00)", "    wanted: 42米 / 1958年"],
    ),
    "not heard": (
        result("refused", "answerable", None, ("42米",)),
        ["    came: silence", "    wanted: 42米"],
    ),
    "heard": (
        result("wrong", "silent", NOTHING),
        ["    came: no answer (guard:year, 0.00)", "    wanted: silence"],
    ),
}


@pytest.mark.parametrize(("failed", "said"), SHOWN.values(), ids=SHOWN)
def test_a_failure_says_what_came_and_what_was_wanted(failed, said):
    assert lines(failed)[-3:] == ["file/1  kind  question 1?", *said]


def test_what_is_right_is_no_failure():
    assert not any(line.startswith(("Not right", "file/")) for line in lines(result("right", "answerable")))


def test_a_long_question_is_shortened():
    long = Result(
        "f", "1", "k", "长" * 500, Wanted((), (), 1, ("句" * 500,)), "answerable", "refused", None, first=False
    )
    assert max(map(len, lines(long))) < 80


@pytest.mark.parametrize(("form", "shown"), [("questions", MAX_SHOWN + 2), ("retrieval", MAX_SHOWN)])
def test_all_failures_of_question_sets_are_shown_and_the_first_of_a_retrieval_set(form, shown):
    said = lines(*(result("refused", "answerable", number=number) for number in range(MAX_SHOWN + 2)), form=form)
    assert sum(line.startswith("file/") for line in said) == shown
    assert ("and 2 more; --json has them all" in said) is (form == "retrieval")


def test_sorts_stand_below_the_kinds():
    said = lines(result("right", "answerable"), result("wrong", "unanswerable", number=2))
    rows = [line.split()[:3] for line in said[2:5]]
    assert rows == [["kind", "2", "1"], ["answerable", "1", "1"], ["unanswerable", "1", "0"]]


def test_chinese_headings_stand_above_their_figures():
    heading, *rows = (
        block.text for block in show_table([["类别", "正确", "n"], ["plain", "7", "12"], ["x", "123456", "3"]])
    )
    assert (heading, rows) == ("类别     正确   n", ["plain       7  12", "x      123456   3"])


def moved(change: str, before: str, now: str) -> Moved:
    return Moved(change, {"id": "f/1", "verdict": before, "q": "?"}, {"id": "f/1", "verdict": now, "q": "?"})


def compared(*moves: Moved, figures: tuple[Figure, ...] = (), gone: int = 0, new: int = 0) -> list[str]:
    return [block.text for block in show_comparison(Comparison(figures, moves, gone, new), "old.json", WORDS)]


def test_without_a_change_there_is_nothing_to_tell():
    assert compared(figures=(Figure("a", "b", 0.5, 0.5),)) == ["Against old.json", "All is as before."]


def test_only_figures_that_changed_are_shown():
    said = compared(figures=(Figure("a", "same", 0.5, 0.5), Figure("a", "better", 0.5, 0.75)))
    assert said[-1].split() == ["a:", "better", "0.5", "0.75", "+0.25"]
    assert not any("same" in line for line in said)


def test_what_is_worse_stands_apart_from_what_is_better():
    said = compared(moved("worse", "right", "refused"), moved("better", "wrong", "offered"))
    assert said[1:] == ["Better: 1", "f/1  wrong → offered  ?", "Worse: 1", "f/1  right → refused  ?"]


def test_messages_of_one_result_alone_are_counted():
    assert "Not compared: 2 messages of the earlier result alone, 3 of this one alone." in compared(gone=2, new=3)
