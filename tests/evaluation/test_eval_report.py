"""The JSON of an evaluation: its form, which other programs read, and its figures."""

import json

import pytest
from evaluation_files import all_files
from evaluation_knowledge import valley_knowledge

from bot import __version__
from bot.evaluation.evaluate import Bench, Part, evaluate
from bot.evaluation.report import STEPS, Tally, as_json, excerpt_lengths, tallies
from bot.evaluation.sets import read_sets
from bot.matching.matcher import Matcher


def hears(text: str) -> str | None:
    return text.removeprefix("@pear_bot") if "@pear_bot" in text else None


@pytest.fixture(scope="module")
def parts(tmp_path_factory) -> tuple[Part, ...]:
    matcher = Matcher(valley_knowledge())
    sets = read_sets(all_files(tmp_path_factory.mktemp("sets")))
    return evaluate(sets, Bench(lambda: matcher, Matcher, hears, baselines=True))


@pytest.fixture(scope="module")
def report(parts) -> dict:
    """As it comes back from a file; numbers that JSON doesn't know would not."""
    return json.loads(json.dumps(as_json(parts), allow_nan=False))


def test_it_says_what_it_is(report):
    assert (report["format"], report["version"]) == (1, __version__)
    assert [part["name"] for part in report["parts"]] == ["questions", "follow-ups", "group", "phones"]


def test_every_part_has_the_same_fields(report):
    names = {"name", "form", "files", "kinds", "sorts", "excerpts", "scorers", "results"}
    assert all(set(part) == names for part in report["parts"])


def test_verdicts_are_counted_by_kind_and_by_sort(report):
    questions = report["parts"][0]
    assert list(questions["kinds"]) == ["plain", "gibberish", "near_miss", "ambiguous"]
    assert questions["kinds"]["plain"] == {
        "count": 2,
        "right": 1,
        "offered": 0,
        "wrong": 1,
        "refused": 0,
        "share": 0.5,
        "low": 0.0945,
        "high": 0.9055,
    }
    assert questions["sorts"]["unanswerable"]["wrong"] == 1


def test_a_scorer_has_figures_and_curves(report):
    ours = report["parts"][3]["scorers"]["yuanwen"]
    assert set(ours) == {
        *("acc", "recall", "at", "best", "far", "far_by_kind", "pinyin"),
        *("brier", "ece", "area", "bins", "risk"),
    }
    assert set(ours["at"]) == {"0.95", "0.98"}
    assert set(ours["best"]) == {"threshold", "right", "false"}
    assert len(ours["risk"]) == STEPS
    assert set(report["parts"][3]["scorers"]) == {"yuanwen", "ratio", "WRatio", "BM25"}


def test_the_last_risk_is_that_of_answering_everything(report, parts):
    for part, told in zip(parts, report["parts"], strict=True):
        for name, scored in part.scored.items():
            assert told["scorers"][name]["risk"][-1] == round(scored.curves.risk[-1], 4)


def test_every_message_stands_in_it_with_what_came(report):
    first, *_, last = report["parts"][0]["results"]
    assert first | {"confidence": None} == {
        "id": "valley/q1",
        "kind": "plain",
        "sort": "answerable",
        "q": "龙窑有多长?",
        "verdict": "right",
        "outcome": "answer",
        "reason": "exact",
        "confidence": None,
        "answers": ["kiln/length"],
        "wanted": ["42米"],
    }
    assert 0 < first["confidence"] <= 1
    assert (last["sort"], last["wanted"]) == ("ambiguous", ["42米", "1958年"])


def test_silence_is_told_as_such(report):
    silent = report["parts"][2]["results"][0]
    assert (silent["outcome"], silent["reason"], silent["confidence"]) == ("silence", None, None)


def test_two_runs_give_the_same(parts, report):
    assert json.loads(json.dumps(as_json(parts))) == report


def test_tallies_keep_the_order_in_which_kinds_come(parts):
    found = tallies(parts[0].results, lambda result: result.kind)
    assert found["gibberish"] == Tally(1, 1, 0, 0, 0)
    assert list(found) == ["plain", "gibberish", "near_miss", "ambiguous"]


def test_the_median_length_is_over_all_answers(parts):
    assert excerpt_lengths(parts[1]) == (1, 5)
    answers, median = excerpt_lengths(parts[0])
    assert (answers, median) == (4, 12.5)


def test_without_answers_there_is_no_length(parts):
    none = Part("x", "questions", (), tuple(one for one in parts[0].results if not one.lengths), {})
    assert excerpt_lengths(none) == (0, 0.0)
