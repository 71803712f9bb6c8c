"""What tells articles apart where no place does: the words of their titles."""

import pytest
from hypothesis import given
from matching_knowledge import ARTICLES, PAIRS, knowledge_of, village_knowledge
from matching_texts import MUDDLES, small

from bot.matching.corpus import Corpus
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer, Choices
from bot.matching.subjects import Subjects

NAMED = {
    "a word of its title": ("书屋的记者是谁", "library"),
    "within a longer question": ("想知道流动书屋那篇报道是哪位记者写的", "library"),
    "another article's": ("磨坊那篇的编辑", "mill"),
    "none": ("记者是谁", None),
    "one that no title has": ("渡船有多长", None),
    "two of them": ("磨坊和书屋的编辑是谁", None),
    "one of its characters alone": ("书里写了什么", None),
    "nothing": ("", None),
}


@pytest.fixture(scope="module")
def named():
    """A function from a question to the article whose subject it names."""
    corpus = Corpus(village_knowledge())
    subjects = Subjects(corpus)
    return lambda asked: subjects.named(corpus.words.read(asked))


@pytest.mark.parametrize(("asked", "article"), NAMED.values(), ids=NAMED)
def test_a_question_names_the_subject_of_an_article(named, asked, article):
    assert named(asked) == article


def test_a_word_that_another_article_speaks_of_too_tells_nothing_apart():
    names = [name for name in PAIRS if name.startswith(("mill/", "ferry/"))]
    mill, ferry = (next(one for one in ARTICLES if one.name == name) for name in ("mill", "ferry"))
    ferry = type(ferry)(ferry.name, ferry.text, f"{ferry.title} 磨坊", ferry.publisher)
    corpus = Corpus(knowledge_of((mill, ferry), names))
    assert Subjects(corpus).named(corpus.words.read("磨坊的记者是谁")) is None


@given(MUDDLES)
def test_one_article_has_no_subject_to_be_told_by(asked):
    corpus = Corpus(small([(("磨坊在哪里",), "磨坊在村里")], title="磨坊"))
    assert Subjects(corpus).named(corpus.words.read(asked)) is None


@pytest.mark.parametrize(
    ("query", "pair"), [("书屋的编辑是谁", "library/editor"), ("磨坊的记者叫什么", "mill/reporter")]
)
def test_what_is_asked_of_a_subject_is_answered_by_its_article(ask, query, pair):
    outcome = ask(query)
    assert isinstance(outcome, Answer), outcome
    assert [match.pair for match in outcome.matches] == [pair]


def test_a_phrasing_is_answered_whatever_it_names():
    """The curator may ask of one article what another one is about."""
    names = ["mill/place", "ferry/length"]
    knowledge = knowledge_of(ARTICLES, names)
    pair = knowledge.pairs["ferry/length"]
    pair = type(pair)(pair.id, pair.article, pair.question, ("到磨坊去的船有多长",), pair.excerpts)
    told = type(knowledge)(knowledge.articles, {**knowledge.pairs, pair.id: pair})
    outcome, _ = Matcher(told).ask("到磨坊去的船有多长?")
    assert [match.pair for match in outcome.matches] == ["ferry/length"]


def test_without_a_subject_all_articles_are_asked(ask):
    outcome = ask("编辑是谁")
    assert isinstance(outcome, Choices)
    assert {match.pair.partition("/")[0] for match in outcome.matches} == {"mill", "library", "ferry"}
