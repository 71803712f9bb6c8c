"""Reading question sets: what a line says, and what is said of one that can't be used."""

import json

import pytest
from evaluation_knowledge import excerpt

from bot.errors import YuanwenError
from bot.evaluation.lines import QuestionSetError
from bot.evaluation.questions import Question, quotes, read_questions
from bot.knowledge.model import Pair

GOOD = {"id": "a", "kind": "plain", "q": "龙窑有多长?", "gold": ["42米"]}


@pytest.fixture
def read(tmp_path):
    """A function that reads one file of some bytes, or of lines to be written as JSON."""

    def run(*lines):
        path = tmp_path / "set.jsonl"
        path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        return read_questions([path])

    return run


def without(name: str) -> dict:
    return {key: value for key, value in GOOD.items() if key != name}


def test_a_line_is_a_question(read):
    assert read(GOOD) == (Question("a", "plain", "龙窑有多长?", ("42米",)),)


def test_a_question_with_several_readings_has_the_spans_of_each(read):
    [question] = read(GOOD | {"gold": [], "options": [["42米"], ["37年", "2021年"]]})
    assert (question.gold, question.options) == ((), (("42米",), ("37年", "2021年")))


def test_fields_of_the_curators_own_are_passed_over(read):
    assert read(GOOD | {"article": None, "note": "?"}) == read(GOOD)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(read):
    line = json.dumps(GOOD).encode()
    assert read(b"\xef\xbb\xbf" + line + b"\r", b"\r", b"") == read(GOOD)


def test_blank_lines_are_passed_over_and_counted(read):
    with pytest.raises(QuestionSetError) as caught:
        read(b"", GOOD, b"  ", b"{")
    assert [problem.line for problem in caught.value.problems] == [4]


def test_an_empty_file_holds_no_questions(read):
    assert read(b"") == ()


def test_files_are_read_in_order_and_each_has_ids_of_its_own(tmp_path):
    paths = [tmp_path / "b.jsonl", tmp_path / "a.jsonl"]
    for path in paths:
        path.write_text(json.dumps(GOOD | {"q": path.stem}), encoding="utf-8")
    assert [question.text for question in read_questions(paths)] == ["b", "a"]


BAD_LINES = {
    "no JSON": (b"{", "is no JSON"),
    "not a number": (b'{"id": NaN}', "NaN is no JSON value"),
    "no object": (b"[]", "is no JSON object"),
    "no UTF-8": (b'{"id": "\xff"}', "is no UTF-8 from byte 9 on"),
    "nested": (b"[" * 100_000, "is nested too deeply"),
    "no id": (without("id"), '"id" is missing'),
    "no kind": (without("kind"), '"kind" is missing'),
    "no question": (without("q"), '"q" is missing'),
    "no gold": (without("gold"), '"gold" is no list'),
    "a dialog": ({"id": "d", "turns": []}, '"kind" is missing'),
    "id a number": (GOOD | {"id": 1}, '"id" is no text'),
    "question blank": (GOOD | {"q": " \n"}, '"q" is no text, or a blank one'),
    "question a lone surrogate": (b'{"id": "a", "kind": "k", "q": "\\ud800", "gold": []}', '"q" is no text'),
    "gold a text": (GOOD | {"gold": "42米"}, '"gold" is no list'),
    "gold blank": (GOOD | {"gold": [""]}, '"gold" holds something that is no text, or a blank one'),
    "gold of numbers": (GOOD | {"gold": [42]}, '"gold" holds something that is no text'),
    "options a text": (GOOD | {"options": "x"}, '"options" is no list'),
    "an option a text": (GOOD | {"gold": [], "options": [["x"], "y"]}, 'reading 2 of "options" is no list'),
    "an option empty": (GOOD | {"gold": [], "options": [["x"], []]}, 'a reading of "options" is empty'),
    "gold and options": (GOOD | {"options": [["x"]]}, 'has both "gold" and "options"'),
}


@pytest.mark.parametrize(("line", "said"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_named_by_path_and_number_and_what_is_wrong(read, tmp_path, line, said):
    with pytest.raises(QuestionSetError) as caught:
        read(GOOD | {"id": "first"}, line)
    [problem] = caught.value.problems
    assert str(problem).startswith(f"{tmp_path / 'set.jsonl'}:2: ")
    assert said in problem.message


def test_every_bad_line_of_every_file_is_told_at_once(tmp_path):
    for name, text in (("b", "{\n[]"), ("a", "1")):
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(YuanwenError) as caught:
        read_questions([tmp_path / "b.jsonl", tmp_path / "missing.jsonl", tmp_path / "a.jsonl"])
    told = [line.removeprefix(f"{tmp_path}/").split(" ")[0] for line in str(caught.value).splitlines()]
    assert told == ["a.jsonl:1:", "b.jsonl:1:", "b.jsonl:2:", "missing.jsonl:1:"]


def test_an_id_that_stands_twice_is_told_with_the_line_of_the_first(read):
    with pytest.raises(QuestionSetError, match=r":3: has the id 'a' of line 1"):
        read(GOOD, GOOD | {"id": "b"}, GOOD)


def test_a_folder_is_no_question_set(tmp_path):
    with pytest.raises(QuestionSetError, match="can't be read: Is a directory"):
        read_questions([tmp_path])


PAIR = Pair("kiln/both", "kiln", "?", (), (excerpt("kiln", "窑长42米"), excerpt("kiln", "停烧了37年")))


@pytest.mark.parametrize(
    ("gold", "answered"),
    [(("42米",), True), (("42米", "37年"), True), (("42米", "71岁"), False), ((), False)],
    ids=["one", "both", "one missing", "nothing to quote"],
)
def test_a_pair_answers_a_question_when_it_quotes_all_of_its_gold(gold, answered):
    assert Question("a", "plain", "?", gold).is_answered_by(PAIR) is answered


def test_a_span_must_stand_in_one_excerpt():
    assert not quotes(PAIR, ["42米\n停烧"])
