"""Ids, phrasings and related pairs, within an article and across articles."""

# ruff: noqa: E501 - a table reads best with a case a line

import pytest
from knowledge_folders import ARTICLE, fold, pair_problems, problems, write

from bot.knowledge.loader import load


def sheet(*pairs: dict) -> str:
    """A pair file whose pairs take four lines each: id, question, phrasings and related, excerpts."""
    return "pairs:\n" + "".join(
        f"  - id: {pair.get('id', f'p-{number}')}\n"
        f"    question: {pair.get('question', f'问题{number}?')}\n"
        f"    phrasings: [{pair.get('phrasings', '')}]\n"
        f"    excerpts: [清廉衡东]\n"
        f"    related: [{pair.get('related', '')}]\n"
        for number, pair in enumerate(pairs)
    )


TWICE = {
    "in one pair": ([{"phrasings": "几个, 多少, 几个"}], "4: “几个” stands twice for matching (“几个” at line 4): keep one"),
    "in two pairs": ([{"phrasings": "几个"}, {"phrasings": "多少, 几个"}], "9: “几个” stands twice for matching (“几个” at line 4)"),
    "after folding": ([{"phrasings": "How Many?"}, {"phrasings": "ｈｏｗ many"}], "9: “ｈｏｗ many” stands twice for matching (“How Many?” at line 4)"),
    "as the question": ([{"question": "几个", "phrasings": "几个"}], "4: “几个” stands twice for matching (“几个” at line 3)"),
    "as another's question": ([{"phrasings": "几个"}, {"question": "几个?"}], "8: “几个?” stands twice for matching (“几个” at line 4)"),
    "as two questions": ([{"question": "几个"}, {"question": "几个!"}], "8: “几个!” stands twice for matching (“几个” at line 3)"),
    "nothing left": ([{"phrasings": "几个, '?!'"}], "4: nothing of “?!” is left for matching: name what is asked"),
    "nothing left of a question": ([{"question": "……"}], "3: nothing of “……” is left for matching"),
    "id": ([{"id": "a"}, {"id": "b"}, {"id": "a"}], "12: the id `a` stands twice (first at line 2): rename one"),
    "related": ([{"related": "p-1, p-2"}, {}], "6: no pair has the id `a/p-2`: mend or delete it; a pair of another article is named ARTICLE/ID"),
    "related elsewhere": ([{"related": "b/p-0"}], "6: no pair has the id `b/p-0`"),
}  # fmt: skip


@pytest.mark.parametrize(("pairs", "message"), TWICE.values(), ids=TWICE)
def test_what_cannot_be_told_apart_is_a_problem(tmp_path, pairs, message):
    (problem,) = pair_problems(tmp_path, sheet(*pairs))
    assert problem.startswith(message)


def test_three_of_a_kind_are_two_problems(tmp_path):
    found = pair_problems(tmp_path, sheet({"phrasings": "几个"}, {"phrasings": "几个"}, {"phrasings": "几个"}))
    assert [problem.split(":")[0] for problem in found] == ["9", "14"]


def test_the_same_phrasing_in_two_articles_is_fine(tmp_path):
    """The bot asks which one is meant."""
    text = sheet({"question": "编辑是谁?", "phrasings": "谁是编辑"})
    write(tmp_path, {f"articles/{name}.txt": ARTICLE for name in "ab"} | {f"pairs/{name}.yaml": text for name in "ab"})
    assert list(load(tmp_path, fold=fold).pairs) == ["a/p-0", "b/p-0"]


def test_related_pairs_get_whole_ids(tmp_path):
    write(tmp_path, {f"articles/{name}.txt": ARTICLE for name in ("a", "望城")})
    write(tmp_path, {"pairs/a.yaml": sheet({"related": "p-1, a/p-1, 望城/p-0"}, {}), "pairs/望城.yaml": sheet({})})
    pair = load(tmp_path, fold=fold).pairs["a/p-0"]
    assert pair.related == ("a/p-1", "a/p-1", "望城/p-0")


def test_a_pair_that_has_a_problem_of_its_own_is_not_missed(tmp_path):
    """One mistake gives one problem: the links to the pair are in order once it is mended."""
    write(tmp_path, {f"articles/{name}.txt": ARTICLE for name in "ab"})
    broken = sheet({}).replace("清廉衡东", "")
    write(tmp_path, {"pairs/a.yaml": sheet({"related": "b/p-0"}), "pairs/b.yaml": broken})
    assert problems(tmp_path) == ["pairs/b.yaml:5: `excerpts` needs at least 1: add one"]


def test_texts_around_the_quotation_lose_outer_spaces(tmp_path):
    """A block scalar ends in a line break that nobody means; quoted words keep theirs."""
    text = 'article:\n  title: " 标题 "\n  authors: [" 甲 "]\npairs:\n  - id: x\n    question: |\n      问?\n'
    text += '    phrasings: [" 怎么 "]\n    excerpts: ["清廉衡东\\n"]\n    note: |\n      注\n    topic: " 题 "\n'
    write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/a.yaml": text})
    knowledge = load(tmp_path, fold=fold)
    pair = knowledge.pairs["a/x"]
    assert (pair.question, pair.phrasings, pair.note, pair.topic) == ("问?", ("怎么",), "注", "题")
    assert pair.excerpts[0].text == "清廉衡东\n"
    assert (knowledge.articles["a"].title, knowledge.articles["a"].authors) == ("标题", ("甲",))


def test_the_folding_decides_what_is_the_same(tmp_path):
    text = sheet({"phrasings": "几个, 多少"})
    assert pair_problems(tmp_path, text) == []
    write(tmp_path, {"pairs/a.yaml": text})
    seen: list[str] = []

    def remember(texts):
        seen.extend(given := list(texts))
        return given

    load(tmp_path, fold=remember)
    assert seen == ["问题0?", "几个", "多少"]
