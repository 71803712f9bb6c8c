"""What files hold, their form told by their first line, and what is said of those that can't be used."""

from pathlib import Path

import pytest
from evaluation_files import DIALOGS, INDEX, LOG, QUERIES, QUESTIONS, REPAIRS, all_files, retrieval_files, write

from bot.errors import YuanwenError
from bot.evaluation.questions import ADDRESSED, FOLLOW_UP, OPENING, SILENT, Question
from bot.evaluation.sets import names_of, read_sets


@pytest.fixture
def read(tmp_path):
    """A function that reads one file of some lines."""
    return lambda lines, name="some.jsonl": read_sets([write(tmp_path / name, lines)])


def faults(read, lines, name="some.jsonl") -> list[str]:
    with pytest.raises(YuanwenError) as caught:
        read(lines, name)
    return [f"{problem.line}: {problem.message}" for problem in caught.value.problems]


def test_each_file_is_read_in_its_own_form(tmp_path):
    sets = read_sets(all_files(tmp_path))
    found = (sets.questions, sets.dialogs, sets.logs, sets.retrievals, sets.strangers)
    assert [list(form) for form in found] == [["valley"], ["talks"], ["chat"], ["phones"], []]


def test_questions_are_questions(read):
    assert read(QUESTIONS).questions["some"][0] == Question("q1", "plain", QUESTIONS[0]["q"], ("42米",))


def test_the_turns_of_a_dialog_are_numbered_and_the_first_is_of_its_own_kind(read):
    [dialog] = read(DIALOGS).dialogs["some"]
    assert [(turn.id, turn.kind, turn.gold) for turn in dialog.turns] == [
        ("d1.1", OPENING, ("42米",)),
        ("d1.2", FOLLOW_UP, ()),
    ]


def test_a_turn_may_have_readings(read):
    turn = {"q": "?", "gold": [], "options": [["a"], ["b"]]}
    [dialog] = read([{"id": "d", "turns": [turn]}]).dialogs["some"]
    assert dialog.turns[0].options == (("a",), ("b",))


def test_the_messages_of_a_group_are_for_the_bot_or_not(read):
    messages = read(LOG).logs["some"]
    assert [(one.by, one.to_bot, one.question.kind) for one in messages][:3] == [
        ("甲", False, SILENT),
        ("甲", True, ADDRESSED),
        ("乙", True, ADDRESSED),
    ]


def test_queries_with_an_index_beside_them_are_a_retrieval_set(tmp_path):
    sets = read_sets([retrieval_files(tmp_path, "more.phones")])
    assert list(sets.retrievals) == ["more.phones"]


def test_queries_without_an_index_are_strangers(read):
    sets = read(QUERIES, "phones.queries.jsonl")
    assert (list(sets.strangers), len(sets.strangers["phones"])) == (["phones"], len(QUERIES))


def test_an_empty_file_holds_no_questions(read):
    assert read([]).questions == {"some": ()}


@pytest.mark.parametrize("lines", [INDEX, REPAIRS], ids=["index", "adjudication"])
def test_a_part_of_a_retrieval_set_is_no_set(read, lines):
    [said] = faults(read, lines)
    assert said == "1: is a part of a retrieval set: give its NAME.queries.jsonl instead"


SILENCE = LOG[0]
BAD = {
    "turns no list": ([{"id": "d", "turns": "x"}], '1: "turns" is no list'),
    "turns of texts": ([{"id": "d", "turns": ["x"]}], '1: "turns" is no list'),
    "a turn without gold": ([{"id": "d", "turns": [{"q": "?"}]}], '1: turn 1: "gold" is no list'),
    "a dialog twice": ([*DIALOGS, *DIALOGS], "2: has the id 'd1' of line 1"),
    "expecting something else": ([SILENCE | {"expect": "maybe"}], '1: "expect" is neither "answer" nor "silent"'),
    "expecting a list": ([SILENCE | {"expect": []}], '1: "expect" is neither "answer" nor "silent"'),
    "from nobody": ([SILENCE | {"from": " "}], '1: "from" is no text, or a blank one'),
    "a question among dialogs": ([*DIALOGS, QUESTIONS[0]], '2: "turns" is no list'),
    "a number that is none": ([QUERIES[0] | {"cid": "7"}], '1: "cid" is no whole number'),
    "a truth for a number": ([QUERIES[0] | {"cid": True}], '1: "cid" is no whole number'),
}


@pytest.mark.parametrize(("lines", "said"), BAD.values(), ids=BAD)
def test_a_bad_line_is_named(read, lines, said):
    assert faults(read, lines)[0].startswith(said)


def test_every_fault_of_every_file_is_told_at_once(tmp_path):
    retrieval_files(tmp_path)
    write(tmp_path / "phones.index.jsonl", [INDEX[0], b"{"])
    write(tmp_path / "phones.adjudication.jsonl", [REPAIRS[0] | {"verdict": "perhaps"}])
    write(tmp_path / "a.jsonl", [b"[]"])
    with pytest.raises(YuanwenError) as caught:
        read_sets([tmp_path / name for name in ("phones.queries.jsonl", "a.jsonl", "none.jsonl")])
    told = [str(problem).removeprefix(f"{tmp_path}/").split(" ")[0] for problem in caught.value.problems]
    assert told == [
        "a.jsonl:1:",
        "none.jsonl:1:",
        "phones.adjudication.jsonl:1:",
        "phones.index.jsonl:2:",
        "phones.queries.jsonl:2:",
        "phones.queries.jsonl:3:",
    ]


NAMES = {
    "one": (["a/b/plain.jsonl"], ["plain"]),
    "apart": (["a/plain.jsonl", "b/other.jsonl"], ["plain", "other"]),
    "alike": (["a/plain.jsonl", "b/plain.jsonl"], ["a/plain", "b/plain"]),
    "alike for long": (["x/a/plain.jsonl", "y/a/plain.jsonl"], ["x/a/plain", "y/a/plain"]),
    "one inside": (["plain.jsonl", "a/plain.jsonl"], ["plain", "a/plain"]),
    "the same twice": (["a/plain.jsonl", "a/plain.jsonl"], ["plain", "plain"]),
    "queries": (["a/phones.queries.jsonl"], ["phones"]),
    "another ending": (["a/plain.json"], ["plain.json"]),
}


@pytest.mark.parametrize(("paths", "names"), NAMES.values(), ids=NAMES)
def test_files_have_the_shortest_names_that_tell_them_apart(paths, names):
    assert list(names_of([Path(path) for path in paths])) == names
