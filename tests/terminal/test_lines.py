"""`ask --jsonl`: which lines can be read, what the others are told, and that conversations are kept apart."""

import io
import json

import pytest

from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer, Match, Memory, NoAnswer
from bot.terminal.lines import MAX_LINE, MAX_SESSIONS, BadLineError, answer_lines, parse

HOURS = "中心公园几点开门?"


class Remembering(Matcher):
    """A matcher whose answer tells what it remembered, to see whose memory it was given."""

    def __init__(self, knowledge):
        self.knowledge = knowledge

    def ask(self, query, memory=None, now=0.0):
        before = memory.asked if memory else ""
        return NoAnswer(f"{before}>{query}", "unknown"), Memory(query, (), now)


def run(matcher, *lines) -> list[dict]:
    raw = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    return [json.loads(line) for line in answer_lines(io.BytesIO(raw), matcher)]


def test_results_come_in_order_with_their_ids(matcher):
    found = run(matcher, {"id": "b", "q": HOURS}, {"id": "a", "q": "城市博物馆几点开馆?"}, {"id": "b", "q": HOURS})
    assert [result["id"] for result in found] == ["b", "a", "b"]
    assert [result["answers"][0]["pair"] for result in found] == ["park/hours", "museum/hours", "park/hours"]


@pytest.mark.parametrize("line_id", ["x", "", "问", 7, 1.5, -3, None])
def test_an_id_comes_back_as_it_was(matcher, line_id):
    assert run(matcher, {"id": line_id, "q": HOURS})[0]["id"] == line_id


def test_a_line_needs_no_id(matcher):
    assert run(matcher, {"q": HOURS})[0]["id"] is None


@pytest.mark.parametrize(
    ("line", "line_id", "said"),
    [
        pytest.param(b"what?\n", None, "no JSON", id="no JSON"),
        pytest.param(b'{"id": "1", "q": "a"\n', "1", "no JSON", id="cut off"),
        pytest.param(b'{"id": "1", "q": NaN}\n', "1", "NaN", id="NaN"),
        pytest.param(b'{"id": Infinity, "q": "a"}\n', None, "Infinity", id="Infinity"),
        pytest.param(b'{"id": 1e999, "q": "a"}\n', None, '"id"', id="a number too large"),
        pytest.param(b'{"id": ' + b"9" * 5000 + b', "q": "a"}\n', None, "no JSON", id="a number too long"),
        pytest.param(b'["q"]\n', None, "no JSON object", id="a list"),
        pytest.param(b'"q"\n', None, "no JSON object", id="a text"),
        pytest.param(b"null\n", None, "no JSON object", id="null"),
        pytest.param(b"[" * 60_000 + b"\n", None, "nested", id="brackets"),
        pytest.param(b'{"id": 7, "q": ' + b"[" * 60_000 + b"\n", 7, "nested", id="brackets behind an id"),
        pytest.param(b'{"id": "\\x", "q": "a"}\n', None, "no JSON", id="a bad escape in the id"),
        pytest.param(b'{"q":' * 12_000 + b"\n", None, "nested", id="braces"),
        pytest.param(b'{"id": "1"}\n', "1", '"q", the question, is missing', id="no q"),
        pytest.param(b'{"id": "1", "q": 5}\n', "1", '"q" is no text', id="q a number"),
        pytest.param(b'{"id": "1", "q": null}\n', "1", '"q" is no text', id="q null"),
        pytest.param(b'{"id": "1", "q": "\\ud800"}\n', "1", '"q" is no text', id="a lone surrogate"),
        pytest.param(b'{"id": "\\ud800", "q": "a"}\n', None, '"id"', id="a lone surrogate in the id"),
        pytest.param(b'{"id": ["1"], "q": "a"}\n', None, '"id"', id="id a list"),
        pytest.param(b'{"id": true, "q": "a"}\n', None, '"id"', id="id true"),
        pytest.param(b'{"id": "1", "q": "a", "session": 5}\n', "1", '"session"', id="session a number"),
        pytest.param(b'{"id": "1", "q": "\xd6\xd0"}\n', "1", "no UTF-8 from byte 19 on", id="GBK"),
        pytest.param('{"q": "a"}'.encode("utf-16") + b"\n", None, "no UTF-8", id="UTF-16"),
        pytest.param(b'{"id": "1", "q": "' + b"a" * 1_000_000 + b'"}\n', "1", "longer than 65,536", id="a megabyte"),
    ],
)
def test_a_line_that_cannot_be_read_gets_an_error_and_the_rest_go_on(matcher, line, line_id, said):
    bad, good = run(matcher, line, {"id": "next", "q": HOURS})[-2:]
    assert list(bad) == ["id", "error"]
    assert bad["id"] == line_id
    assert said in bad["error"]
    assert (good["id"], good["outcome"]) == ("next", "answer")


def test_a_long_line_is_cut_off_exactly_where_it_ends(matcher):
    """Whatever its length is, the line after it is read whole."""
    good = json.dumps({"id": "next", "q": HOURS}).encode() + b"\n"
    for length in (MAX_LINE, MAX_LINE + 1, MAX_LINE + 2, 2 * MAX_LINE, 2 * MAX_LINE + 1, 2 * MAX_LINE + 2):
        bad, after = run(matcher, b"x" * (length - 1) + b"\n", good)
        assert ("longer" in bad["error"]) == (length > MAX_LINE)
        assert after["id"] == "next"


def test_blank_lines_are_passed_over(matcher):
    assert len(run(matcher, b"\n", b"  \r\n", {"q": HOURS}, b"\n", b"\t")) == 1


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b'\xef\xbb\xbf{"q": "a"}\n', id="byte order mark"),
        pytest.param(b'{"q": "a"}\r\n', id="CR LF"),
        pytest.param(b'{"q": "a"}', id="no newline at the end"),
        pytest.param(b'{"q": "a", "more": {"x": 1}}\n', id="further fields"),
        pytest.param(b'{"q": "a", "session": null}\n', id="no session"),
        pytest.param(b'{"q": "\\ud83d\\ude00"}\n', id="an emoji as two escapes"),
    ],
)
def test_what_else_is_a_line(matcher, raw):
    assert "outcome" in run(matcher, raw)[0]


def test_no_lines_no_results(matcher):
    assert run(matcher) == []


def test_lines_of_a_session_are_one_conversation_and_others_are_not(knowledge):
    found = run(
        Remembering(knowledge),
        {"q": "1", "session": "a"},
        {"q": "2", "session": "b"},
        {"q": "3"},
        {"q": "4", "session": "a"},
        {"q": "5", "session": ""},
        {"q": "6", "session": ""},
        {"q": "7"},
    )
    assert [result["query"] for result in found] == [">1", ">2", ">3", "1>4", ">5", "5>6", ">7"]


def test_the_session_that_was_quiet_longest_is_forgotten_first(knowledge):
    crowd = [{"q": "x", "session": str(number)} for number in range(MAX_SESSIONS)]
    ends = [{"q": "again", "session": "0"}, {"q": "new", "session": "new"}]
    last = run(Remembering(knowledge), *crowd, *ends, {"q": "?", "session": "0"}, {"q": "?", "session": "1"})[-2:]
    assert [result["query"] for result in last] == ["again>?", ">?"]


def test_each_result_is_there_before_the_next_line_is_read(matcher):
    """A program that waits for each answer before it asks on must get it."""

    class OneByOne(io.RawIOBase):
        def __init__(self):
            self.left = [b'{"id": 1, "q": "a"}\n', b'{"id": 2, "q": "b"}\n']

        def readline(self, _size=-1):
            return self.left.pop(0) if self.left else b""

    stream = OneByOne()
    results = answer_lines(stream, matcher)
    assert json.loads(next(results))["id"] == 1
    assert len(stream.left) == 1


def test_an_answer_is_what_the_matcher_says(knowledge):
    class Fixed(Remembering):
        def ask(self, query, _memory=None, _now=0.0):
            return Answer(query, "exact", (Match("park/trees", query, 1.0),), 1.0), None

    assert run(Fixed(knowledge), {"q": "树"})[0]["answers"][0]["pair"] == "park/trees"


def test_a_bad_line_says_which_it_was():
    with pytest.raises(BadLineError) as caught:
        parse(b'{"id": "x"}')
    assert caught.value.line_id == "x"
