"""The strict reader: plain values with their lines, and a problem for each thing that YAML would take otherwise."""

from pathlib import Path

import pytest

from bot.knowledge.files import Source
from bot.knowledge.places import line_of
from bot.knowledge.reader import MAX_DEPTH, MAX_REFUSALS, Unquoted, clip, parse

pytestmark = pytest.mark.usefixtures("parser")


def read(text: str):
    """The document and its problems as `line: message`."""
    source = Source(Path("x"), [])
    document = parse(text, source)
    return document, [str(problem).removeprefix("x:") for problem in source.problems]


TEXTS = {
    "Chinese": ("衡东县的“六大工程”是哪些?", "衡东县的“六大工程”是哪些?"),
    "percent": ("7.8%", "7.8%"),
    "version": ("靖港古镇2.0", "靖港古镇2.0"),
    "date in Chinese": ("2022年9月", "2022年9月"),
    "half-width comma": ("精心打造,建好", "精心打造,建好"),
    "colon without a space": ("编辑:胡红叶", "编辑:胡红叶"),
    "link": ("https://example.org/a?b=1", "https://example.org/a?b=1"),
    "quoted number": ('"007"', "007"),
    "single-quoted date": ("'2024-05-01'", "2024-05-01"),
    "quoted nothing": ('""', ""),
    "a comment behind": ("文本 # 话题", "文本"),
    "several comment signs": ("文本 ## 话题", "文本"),
    "sharp sign within": ("C#语言", "C#语言"),
    "sharp sign in quotes": ('"见 #话题 详情"', "见 #话题 详情"),
    "block": ("|-\n  第一行\n  第二行", "第一行\n第二行"),
    "block with CRLF": ("|-\r\n  第一行\r\n  第二行\r\n", "第一行\n第二行"),
    "emoji": ('"\\U0001F600"', "😀"),
    "words that are no booleans": ("nothing", "nothing"),
    "a name": ("Yao", "Yao"),
}


@pytest.mark.parametrize(("written", "meant"), TEXTS.values(), ids=TEXTS)
def test_text_is_read_as_written(written, meant):
    document, problems = read(f"key: {written}")
    assert problems == []
    assert document.data == {"key": meant}


@pytest.mark.parametrize(
    "written",
    [
        "",
        "~",
        "null",
        "no",
        "Yes",
        "on",
        "true",
        "007",
        "0x1F",
        "0o17",
        "12:30",
        "2024-05-01",
        "1.5",
        "1e3",
        ".5",
        "-3",
        ".inf",
        ".nan",
        "=",
        "<<",
        "1_000",
        "12345678901234567890",
        "9" * 5000,
    ],
)
def test_what_yaml_reads_as_something_else_is_marked(written):
    """The reader resolves nothing: it says that quotes are missing, and keeps the source."""
    document, problems = read(f"key: {written}")
    assert problems == []
    assert document.data == {"key": Unquoted(written)}


@pytest.mark.parametrize(("written", "meant"), [("0", 0), ("2", 2), ("123456789", 123456789)])
def test_a_plain_whole_number_is_a_number(written, meant):
    assert read(f"[{written}]")[0].data == [meant]


REFUSED = {
    "duplicate key": ("a: 1\nb: 2\na: 3", ["3: the key `a` stands twice (first at line 1): keep one"]),
    "duplicate key in quotes": ('a: 1\n"a": 3', ["2: the key `a` stands twice (first at line 1): keep one"]),
    "duplicate key within": ("- {x: 1}\n- {x: 1,\n   x: 2}", ["3: the key `x` stands twice (first at line 2)"]),
    "anchor": ("a:\n  &here text", ["2: the anchor &here is refused"]),
    "alias": ("a: &x text\nb: *x", ["1: the anchor &x is refused", "2: the alias *x is refused"]),
    "alias as key": ("a: &x k\n*x : v", ["1: the anchor &x is refused", "2: the alias *x is refused"]),
    "tag": ("a: 1\nb: !!str 2023", ["2: the tag !!str is refused"]),
    "own tag": ("a: !secret x", ["1: the tag !secret is refused"]),
    "tag on a list": ("a: !!set [x]", ["1: the tag !!set is refused"]),
    "python tag": ("a: !!python/object/apply:os.system [ls]", ["1: the tag !!python/object/apply:o"]),
    "list as key": ("a: 1\n[x, y]: 2", ["2: a key must be text"]),
    "mapping as key": ("? {x: y}\n: 2", ["1: a key must be text"]),
    "second document": ("a: 1\n---\nb: 2", ["2: a second document begins here"]),
    "NUL by escape": ('a: "x\\0"', ["1: the text holds the control character U+0000"]),
    "NUL in a key": ('"x\\0": 1', ["1: the text holds the control character U+0000"]),
    "bell by escape": ('a:\n - "\\a"', ["2: the text holds the control character U+0007"]),
    "swallowed text": ("a: 1\nq: 见 #话题 详情", ["2: YAML drops the words after # in this line: quote the text"]),
    "swallowed in a list": ("- 见 #话题", ["1: YAML drops the words after #"]),
    "swallowed behind two lines": ("q: 第一行\n   第二行 #话题", ["2: YAML drops the words after #"]),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_a_curator_did_not_mean_is_refused(text, expected):
    _, problems = read(text)
    assert [problem[: len(start)] for problem, start in zip(problems, expected, strict=True)] == expected


BROKEN = {
    "colon in text": ("a: 1\nq: 答案: 是", "2: ", "put quotes around a text that holds a colon and a space"),
    "tab": ("a:\n\t- b", "2: ", "indent with spaces"),
    "full-width colon": ("a: 1\nquestion:衡东\nb: 2", "2: ", "a key ends in a half-width colon and a space"),
    "open quote": ('a: 1\nb: "text\nc: 2', "2: ", "close the quotation mark"),
    "reserved sign": ("a: @text", "1: ", "put quotes around a text that begins with a special sign"),
    "wrong indent": ("a:\n  - b\n c: d", "3: ", "check the indentation"),
    "text behind quotes": ('a: "六大"工程', "1: ", "check the indentation, and quotation marks"),
    "open bracket": ("a: 1\nb: [x, y\nc: 2", "3: ", "quote a text that holds a comma, a bracket or a brace"),
    "lone surrogate": ('a: "\\ud800"', "1: ", ""),
    "unknown directive": ("%YAML 3.0\n---\na: 1", "", "YAML"),
}


@pytest.mark.parametrize(("text", "line", "advice"), BROKEN.values(), ids=BROKEN)
def test_broken_yaml_is_one_problem_with_its_line_and_advice(text, line, advice):
    _, problems = read(text)
    assert len(problems) == 1
    assert problems[0].startswith(line)
    assert advice in problems[0]


@pytest.mark.parametrize("text", ["", " \n\n", "# only a comment\n"], ids=["nothing", "spaces", "comment"])
def test_an_empty_file_is_a_problem(text):
    assert read(text) == (None, ["1: is empty: write its content or delete it"])


@pytest.mark.parametrize("text", ["---\na: b\n", "a: b\n...\n", "%YAML 1.2\n---\na: b\n"])
def test_the_marks_of_a_single_document_are_fine(text):
    document, problems = read(text)
    assert problems == []
    assert document.data == {"a": "b"}


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{" * 100_000, "[\n" * 50_000, "- " * 50_000, "? " * 50_000, "{a: " * 50_000],
    ids=["[", "{", "[ in lines", "-", "?", "{a:"],
)
def test_deep_nesting_is_an_error_and_no_crash(text):
    document, problems = read(text)
    assert document is None
    assert f"more than {MAX_DEPTH} deep" in problems[-1]


def test_the_depth_limit_is_exact():
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert read(deep)[1] == []
    assert read(f"[{deep}]")[0] is None


def test_a_bomb_of_aliases_is_neither_expanded_nor_read_to_its_end():
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 20_000))
    document, problems = read(bomb)
    assert document is None
    assert len(problems) == MAX_REFUSALS + 1
    assert "the rest isn't read" in problems[-1]


def test_every_value_and_key_keeps_its_line():
    document, _ = read("a: 1\nb:\n  - x\n  - c: |-\n      one\n      two\n    d:\n      - y\n")
    place = document.place
    lines = [line_of(place, *path) for path in [(), ("a",), ("b", 0), ("b", 1), ("b", 1, "c"), ("b", 1, "d", 0)]]
    assert lines == [1, 1, 3, 4, 4, 8]
    assert place.keys == {"a": 1, "b": 2}


@pytest.mark.parametrize("path", [("z",), ("b", 9), ("b", "x"), ("a", "deeper")])
def test_the_line_of_what_is_missing_is_that_of_what_is_around_it(path):
    document, _ = read("a: 1\nb:\n  - x\n")
    assert line_of(document.place, *path) == {"z": 1, "b": 3, "a": 1}[path[0]]


@pytest.mark.parametrize(
    ("text", "shown"), [("短", "短"), ("一\n二", "一⏎二"), ("一\u202e\u2028二", "一��二"), ("长" * 30, "长" * 24 + "…")]
)
def test_messages_quote_in_one_short_line(text, shown):
    assert clip(text) == shown
