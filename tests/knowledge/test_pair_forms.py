"""The closed form of pair files and synonyms: what it takes, and the line and advice for what it doesn't."""

# ruff: noqa: E501 - a table reads best with a case a line

import pytest
from knowledge_folders import ARTICLE, fold, pair_problems, problems, write

from bot.knowledge.loader import load

GOOD = "  - id: ok\n    question: 问?\n    excerpts: [45个清廉机关]\n"

BAD_ARTICLE = {
    "date without quotes": ("  published: 2023-02-18", "`published` is 2023-02-18 without quotes"),
    "year without quotes": (
        "  published: 2023",
        '`published` is 2023 without quotes, which YAML doesn\'t read as text: write "2023"',
    ),
    "no such day": ('  published: "2023-02-30"', "`published` can't be “2023-02-30”: write a date as"),
    "no such month": ('  published: "2023-13"', "`published` can't be “2023-13”"),
    "year nought": ('  published: "0000"', "`published` can't be “0000”"),
    "other form": ('  published: "2023/2/18"', "leave it out when the source doesn't say"),
    "full-width digits": ('  published: "２０２３"', "`published` can't be “２０２３”"),
    "two-digit year": ('  published: "23-02-18"', "`published` can't be “23-02-18”"),
    "a line too much": ('  published: "2023\\n"', "`published` can't be “2023⏎”"),
    "unknown key": ("  headline: x", "the key `headline` is unknown: known here are title, publisher, published"),
    "mistyped key": ("  publishr: x", "the key `publishr` is unknown (is `publisher` meant?): known here are title"),
    "empty title": ('  title: ""', "`title` is an empty text: write something, or delete it"),
    "title of spaces": ('  title: "\u3000 "', "`title` is an empty text"),
    "title without value": ("  title:", "`title` has no value: give one, or delete it"),
    "tilde": ("  title: ~", '`title` is ~ without quotes, which YAML doesn\'t read as text: write "~"'),
    "boolean title": ("  title: no", "`title` is no without quotes"),
    "authors as text": ("  authors: 李煜, 唐翔", "`authors` must be a list: put each item on a line of its own"),
    "number as author": ("  authors: [李煜, 007]", "an item of `authors` is 007 without quotes"),
    "link without scheme": ("  url: example.org", "`url` can't be “example.org”: a link begins with https://"),
    "link that runs code": ("  url: javascript:alert(1)", "`url` can't be"),
    "link with a space": ("  url: https://example.org/a b", "`url` can't be"),
    "list as title": ("  title: [x]", "`title` must be text, not a list: quote a text that begins with [ or -"),
    "mapping as title": ("  title: {x: y}", "`title` must be text, not keys and values"),
}


@pytest.mark.parametrize(("line", "message"), BAD_ARTICLE.values(), ids=BAD_ARTICLE)
def test_metadata_that_does_not_fit_is_a_problem(tmp_path, line, message):
    found = pair_problems(tmp_path, f"article:\n  dateline: 5月10日\n{line}\npairs:\n{GOOD}")
    (problem,) = found
    assert problem.startswith("3: ")
    assert message in problem


HEAD = "  - id: x\n    question: 另问?\n"
BAD_PAIR = {
    "no id": ("  - question: 问?\n    excerpts: [清廉衡东]", 2, "`id` is missing: add it"),
    "no question": ("  - id: x\n    excerpts: [清廉衡东]", 2, "`question` is missing: add it"),
    "no excerpts": ("  - id: x\n    question: 另问?", 2, "`excerpts` is missing: add it"),
    "capitals in id": ("  - id: Offices\n    question: 另问?\n    excerpts: [清廉衡东]", 2, "`id` can't be “Offices”: an id is made of"),
    "Chinese id": ("  - id: 机关\n    question: 另问?\n    excerpts: [清廉衡东]", 2, "`id` can't be “机关”"),
    "slash in id": ("  - id: a/x\n    question: 另问?\n    excerpts: [清廉衡东]", 2, "`id` can't be “a/x”"),
    "empty id": ("  - id: ''\n    question: 另问?\n    excerpts: [清廉衡东]", 2, "`id` is an empty text"),
    "number as id": ("  - id: 7\n    question: 另问?\n    excerpts: [清廉衡东]", 2, "`id` is 7 without quotes"),
    "line end in id": ('  - id: "x\\n"\n    question: 另问?\n    excerpts: [清廉衡东]', 2, "`id` can't be “x⏎”"),
    "question is no": ("  - id: x\n    question: no\n    excerpts: [清廉衡东]", 3, "`question` is no without quotes"),
    "colon in question": ("  - id: x\n    question: {问: 谁}\n    excerpts: [清廉衡东]", 3, "`question` must be text, not keys and values"),
    "time as phrasing": (HEAD + "    phrasings:\n      - 几点\n      - 12:30\n    excerpts: [清廉衡东]", 6, "an item of `phrasings` is 12:30"),
    "colon in phrasing": (HEAD + "    phrasings:\n      - 请问: 几点\n    excerpts: [清廉衡东]", 5, "an item of `phrasings` must be text, not keys and values: quote a text"),
    "empty phrasing": (HEAD + "    phrasings:\n      - ' '\n    excerpts: [清廉衡东]", 5, "an item of `phrasings` is an empty text"),
    "phrasing forgotten": (HEAD + "    phrasings:\n      - a\n      -\n    excerpts: [清廉衡东]", 6, "an item of `phrasings` has no value"),
    "phrasings as text": (HEAD + "    phrasings: 几点\n    excerpts: [清廉衡东]", 4, "`phrasings` must be a list"),
    "excerpts as text": (HEAD + "    excerpts: 清廉衡东", 4, "`excerpts` must be a list"),
    "no excerpt": (HEAD + "    excerpts: []", 4, "`excerpts` needs at least 1: add one"),
    "empty excerpt": (HEAD + "    excerpts:\n      - 清廉衡东\n      - ''", 6, "an item of `excerpts` is an empty text"),
    "number as excerpt": (HEAD + "    excerpts:\n      - 45", 5, 'an item of `excerpts` is 45 without quotes, which YAML doesn\'t read as text: write "45"'),
    "excerpt with unknown key": (HEAD + "    excerpts:\n      - text: 清廉衡东\n        place: 1", 6, "the key `place` is unknown: known here are text, occurrence"),
    "excerpt without text": (HEAD + "    excerpts:\n      - occurrence: 1", 5, "`text` is missing: add it"),
    "quoted occurrence": (HEAD + '    excerpts:\n      - {text: 清廉单元, occurrence: "2"}', 5, "`occurrence` must be a whole number without quotes"),
    "occurrence nought": (HEAD + "    excerpts:\n      - {text: 清廉单元, occurrence: 0}", 5, "`occurrence` is counted from 1"),
    "half an occurrence": (HEAD + "    excerpts:\n      - {text: 清廉单元, occurrence: 1.5}", 5, "`occurrence` must be a whole number"),
    "true occurrence": (HEAD + "    excerpts:\n      - {text: 清廉单元, occurrence: true}", 5, "`occurrence` must be a whole number"),
    "unknown key": (HEAD + "    excerpts: [清廉衡东]\n    answer: x", 5, "the key `answer` is unknown: known here are id, question, phrasings"),
    "mistyped key": (HEAD + "    excerpts: [清廉衡东]\n    phrasing: [x]", 5, "(is `phrasings` meant?)"),
    "empty note": (HEAD + "    excerpts: [清廉衡东]\n    note:", 5, "`note` has no value"),
    "list as topic": (HEAD + "    excerpts: [清廉衡东]\n    topic: [a]", 5, "`topic` must be text, not a list"),
    "related as text": (HEAD + "    excerpts: [清廉衡东]\n    related: ok", 5, "`related` must be a list"),
    "related with two slashes": (HEAD + "    excerpts: [清廉衡东]\n    related: [a/b/c]", 5, "an item of `related` can't be “a/b/c”: write `id` or `article/id`"),
    "text in place of a pair": ("  - 六大工程", 2, "an item of `pairs` must hold keys and values"),
    "number in place of a pair": ("  - 6", 2, "an item of `pairs` must hold keys and values"),
    "list in place of a pair": ("  - [x]", 2, "an item of `pairs` must hold keys and values"),
}  # fmt: skip


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("pair", "line", "message"), BAD_PAIR.values(), ids=BAD_PAIR)
def test_a_pair_that_does_not_fit_is_one_problem(tmp_path, pair, line, message):
    (problem,) = pair_problems(tmp_path, f"pairs:\n{pair}\n{GOOD}")
    assert problem.startswith(f"{line}: ")
    assert message in problem


BAD_FILE = {
    "list on top": ("- id: x", "1: the file must hold keys and values"),
    "text on top": ("六大工程", "1: the file must hold keys and values"),
    "number on top": ("42", "1: the file must hold keys and values"),
    "unknown key on top": ("pair: []", "1: the key `pair` is unknown (is `pairs` meant?)"),
    "pairs without value": ("pairs:", "1: `pairs` has no value: give one, or delete it"),
    "pairs as mapping": ("pairs: {a: b}", "1: `pairs` must be a list"),
    "article as text": ("article: 衡东", "1: `article` must hold keys and values"),
}


@pytest.mark.parametrize(("text", "problem"), BAD_FILE.values(), ids=BAD_FILE)
def test_a_file_that_does_not_fit_is_one_problem(tmp_path, text, problem):
    (found,) = pair_problems(tmp_path, text)
    assert found.startswith(problem)


@pytest.mark.parametrize("text", ["pairs: []", "article: {title: 清廉}", "{}"])
def test_a_file_may_be_a_beginning(tmp_path, text):
    assert pair_problems(tmp_path, text) == []


def test_every_problem_of_a_file_comes_at_once(tmp_path):
    """What doesn't fit is set aside, so that excerpts, phrasings and links of the rest are judged in the same run."""
    text = (
        "article:\n  published: 2023\n  titel: x\npairs:\n"
        "  - id: x\n    question: 机关?\n    phrasings: [几个, 007, 几个?]\n    excerpts: [46个清廉机关]\n    nota: x\n"
        "  - id: x\n    question: 村庄?\n    excerpts: [39个清廉村, 5, 清廉单元]\n    related: [x, 5]\n"
    )
    expected = ["2", "3", "7", "7", "8", "9", "10", "12", "12", "13"]
    assert [problem.split(":")[0] for problem in pair_problems(tmp_path, text)] == expected


@pytest.mark.parametrize("count", [1, 3])
def test_several_pairs_that_lack_everything_are_each_named(tmp_path, count):
    found = pair_problems(tmp_path, "pairs:\n" + "  - note: x\n" * count + GOOD)
    assert [problem.split(":")[0] for problem in found] == [str(2 + i) for i in range(count) for _ in range(3)]


BAD_SYNONYMS = {
    "word without quotes": ("groups:\n  - [五一零, 5.10]", 2, 'an item of `groups` is 5.10 without quotes, which YAML doesn\'t read as text: write "5.10"'),
    "lonely word": ("groups:\n  - [a, b]\n  - [c]", 3, "an item of `groups` needs at least 2: add one"),
    "words without groups": ("groups: [a, b]", 1, "an item of `groups` must be a list"),
    "empty word": ("groups:\n  - [a, '']", 2, "an item of `groups` is an empty text"),
    "nothing left of a word": ("groups:\n  - [a, '?']", 2, "nothing of “?” is left for matching"),
    "other key": ("synonyms: []", 1, "the key `synonyms` is unknown: known here are groups"),
    "empty": ("", 1, "is empty"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message"), BAD_SYNONYMS.values(), ids=BAD_SYNONYMS)
def test_synonyms_that_do_not_fit_are_a_problem(tmp_path, text, line, message):
    write(tmp_path, {"articles/a.txt": ARTICLE, "synonyms.yaml": text})
    assert any(found.startswith(f"synonyms.yaml:{line}: {message}") for found in problems(tmp_path))


def test_synonyms_are_read_in_order(tmp_path):
    write(
        tmp_path,
        {"articles/a.txt": ARTICLE, "synonyms.yaml": 'groups: [[打卡地, 网红打卡点], ["510", 五一零, 五幺零]]'},
    )
    assert load(tmp_path, fold=fold).synonyms == (("打卡地", "网红打卡点"), ("510", "五一零", "五幺零"))


@pytest.mark.parametrize(
    "text",
    [
        "pairs: [" + "[]," * 20_000 + "]",
        "pairs: [" + "{}," * 20_000 + "]",
        "\n".join(f"k{i}: x" for i in range(20_000)),
    ],
    ids=["lists", "mappings", "keys"],
)
def test_what_is_nothing_but_faults_is_one_problem(tmp_path, text):
    """Naming each of a million of them would take longer than anybody waits, and reads."""
    (problem,) = pair_problems(tmp_path, text)
    assert problem.startswith("1: has ")
    assert "faults in its form" in problem
