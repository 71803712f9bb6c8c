"""A view holds every phrasing, what each pair quotes and the titles, and finds them again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_knowledge import village_knowledge
from matching_texts import MUDDLES, PAIRS, small

from bot.knowledge.model import Article, Knowledge
from bot.matching.corpus import Corpus
from bot.matching.fold import fold
from bot.matching.index import SEPARATOR
from bot.matching.lexicon import lexicon
from bot.matching.scope import negates
from bot.matching.view import K1, B, bits_of, view_arrays, view_from


@pytest.fixture(scope="module")
def village():
    return Corpus(village_knowledge())


@st.composite
def views(draw):
    """A knowledge and its view."""
    corpus = Corpus(small(draw(PAIRS), draw(st.lists(st.lists(MUDDLES, min_size=1, max_size=2), max_size=2))))
    return corpus, corpus.words


def texts_of(corpus, view):
    """The texts that a view holds, in their order, as it reads them."""
    asked = [[pair.question, *pair.phrasings] for pair in corpus.pairs]
    quoted = [" ".join(excerpt.text for excerpt in pair.excerpts) for pair in corpus.pairs]
    titles = [article.title for article in corpus.knowledge.articles.values()]
    return [view.read_all(own) for own in asked], view.read_all(quoted), view.read_all(titles)


@given(views())
def test_the_phrasings_stand_pair_by_pair(case):
    corpus, view = case
    asked, _, _ = texts_of(corpus, view)
    assert len(view) == len(corpus.pairs)
    assert view.size == sum(map(len, asked))
    for pair, own in enumerate(asked):
        numbers = range(view.first[pair], view.first[pair + 1])
        assert [view.phrasings[number] for number in numbers] == [text.folded for text in own]
        assert [view.cores[number] for number in numbers] == [text.core for text in own]
        assert [int(view.kinds[number]) for number in numbers] == [bits_of(text.kinds) for text in own]
        assert [bool(view.negated[number]) for number in numbers] == [negates(text.folded) for text in own]
        assert {int(view.owners[number]) for number in numbers} == {pair}
        assert int(view.pair_kinds[pair]) == bits_of({kind for text in own for kind in text.kinds})


@given(views())
def test_a_pair_spans_its_phrasings_its_quotation_and_its_title(case):
    corpus, view = case
    asked, quoted, titles = texts_of(corpus, view)
    for pair, own in enumerate(asked):
        expected = [[gram for text in own for gram in text.every], [*quoted[pair].every], [*titles[0].every]]
        assert spans_of(view, [pair]) == expected
    every = list(range(len(asked)))
    assert spans_of(view, every) == [span for pair in every for span in spans_of(view, [pair])]


@given(views())
def test_the_texts_of_pairs_are_found_pair_by_pair(case):
    corpus, view = case
    asked, quoted, titles = texts_of(corpus, view)
    every = list(range(len(asked)))
    texts, firsts = view.texts_of(every)
    ends = [*firsts.tolist()[1:], len(texts)]
    for pair, (first, end) in enumerate(zip(firsts.tolist(), ends, strict=False)):
        own = [[view.index.grams[one] for one in view.index.ids[slice(*view.index.ends[text : text + 2])]]
               for text in texts[first:end].tolist()]  # fmt: skip
        assert own == [list(text.every) for text in (*asked[pair], quoted[pair], titles[0])]


def spans_of(view, pairs):
    """The n-grams of each span of some pairs."""
    return [
        [view.index.grams[one] for one in view.index.ids[start:end]]
        for start, end in zip(*view.spans(pairs), strict=True)
    ]


@given(views())
def test_lengths_count_as_bm25_has_it(case):
    """Robertson's formula for a term that stands once, with the mean over the phrasings alone."""
    corpus, view = case
    lengths = [len(text.every) for own in texts_of(corpus, view)[0] for text in own]
    mean = max(1.0, sum(lengths) / len(lengths))
    expected = [(K1 + 1) / (1 + K1 * (1 - B + B * length / mean)) for length in lengths]
    assert view.norms.tolist() == pytest.approx(expected, rel=1e-5)


@given(views())
def test_units_are_characters_numbers_and_words(case):
    corpus, view = case
    asked, quoted, titles = texts_of(corpus, view)
    for number, text in enumerate((*(text for own in asked for text in own), *quoted, *titles)):
        alone = [gram for gram in text.every if len(gram) == 1 or gram.isascii()]
        assert view.units[number] == sum(gram[0].isalnum() or not gram.isascii() for gram in alone)


@given(views())
def test_a_view_of_its_arrays_is_the_same(case):
    _, view = case
    again = view_from(view_arrays(view), view.read_all)
    for name, array in view_arrays(view).items():
        assert array.dtype == view_arrays(again)[name].dtype, name
        np.testing.assert_array_equal(array, view_arrays(again)[name], err_msg=name)
    assert list(again.phrasings) == list(view.phrasings)
    assert list(again.cores) == list(view.cores)


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ((("磨", "mo"), ("坊", "fan")), True),
        ((("柳", "liu"), ("湾", "wan")), True),
        ((("青", "qin"), ("溪", "xi")), True),
        ((("书", "su"),), False),
        ((("模", "mo"), ("仿", "fan")), True),
        ((("磨", "mo"), ("书", "su")), False),
        ((), True),
    ],
    ids=["a phrasing", "what is quoted", "the title", "another pair", "the sound", "one of two", "nothing"],
)
def test_a_pair_speaks_of_what_it_its_quotation_or_its_title_holds(village, words, held):
    place = [pair.id for pair in village.pairs].index("mill/place")
    assert village.words.speaks_of(place, words) is held


def test_titles_belong_to_the_pairs_of_their_articles(village):
    for number, pair in enumerate(village.pairs):
        assert spans_of(village.words, [number])[2] == list(
            village.words.read(village.knowledge.articles[pair.article].title).every
        )


def test_several_excerpts_are_quoted_as_one():
    known = small([(["磨坊在哪"], "柳湾村"), (["书屋在哪"], "高岭村")])
    pair = replace(known.pairs["a/0"], excerpts=tuple(one.excerpts[0] for one in known.pairs.values()))
    view = Corpus(replace(known, pairs={"a/0": pair})).words
    assert {"柳", "湾", "高", "岭"} <= set(spans_of(view, [0])[1])


def test_synonyms_are_one_word():
    view = Corpus(small([(["磨坊在哪"], "村")], synonyms=(("磨坊", "碾坊"),))).words
    assert view.read("碾坊在哪").every == view.read("磨坊在哪").every
    assert Corpus(small([(["磨坊在哪"], "村")])).words.read("碾坊在哪").every != view.read("磨坊在哪").every


@pytest.mark.parametrize("articles", [{}, {"a": Article("a", "字", "题目")}], ids=["nothing", "an article"])
def test_without_pairs_there_is_an_empty_view(articles):
    view = Corpus(Knowledge(articles, {})).words
    assert (len(view), view.size, len(view.norms), len(view.pair_kinds), len(view.owners)) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "text", [f"磨{SEPARATOR}坊", f"{SEPARATOR}{SEPARATOR}", "", "???", "a", "\ud83d磨\0坊\ufdfa"], ids=ascii
)
def test_odd_phrasings_stay_apart(text):
    """Not even the sign that holds texts apart brings them out of step."""
    corpus = Corpus(small([([text, text, "磨坊在哪"], text), (["书屋在哪"], "村")], [[text]]))
    view = corpus.words
    assert view.size == len(view.phrasings) == int(view.first[-1])
    assert view.phrasings[int(view.first[1])] == view.read("书屋在哪").folded
    assert len(corpus.exact) == len({fold(text), "磨坊在哪", "书屋在哪"})


def test_kinds_of_question_fit_their_bits():
    assert bits_of(()) == 0
    assert len({bits_of([kind]) for kind in lexicon().kinds}) == len(lexicon().kinds) <= 32
    assert bits_of(lexicon().kinds) == 2 ** len(lexicon().kinds) - 1
