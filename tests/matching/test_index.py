"""The index holds what a plain computation finds in the texts themselves."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_texts import MUDDLES

from bot.matching import index as index_of_grams
from bot.matching.index import CODE, FLOOR, SEPARATOR, Strings, as_arrays, build, from_arrays, kept, rarity, restored
from bot.matching.text import analyse_all, flag_of, sound_of_gram

STRINGS = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters=SEPARATOR)))


def read(texts):
    return analyse_all(texts, lambda folded: folded)


@st.composite
def owned(draw):
    """Texts, and to whom the first of them belong; the others are nobody's."""
    texts = read(draw(st.lists(MUDDLES, max_size=12)))
    owners = sorted(draw(st.lists(st.integers(0, 4), max_size=len(texts))))
    return texts, owners


def indexed(texts, owners):
    return build([texts], np.array(owners, dtype=np.int32))


def held_by(texts, owners, name):
    """By how many owners each n-gram is held, or what `name` makes of one."""
    return Counter(
        one for one, _ in {(name(gram), own) for text, own in zip(texts, owners, strict=False) for gram in text.every}
    )


def told(held, owners):
    """BM25's inverse document frequency over that of what one alone holds."""
    count, held = max(owners, default=-1) + 1, max(held, 1)
    top = math.log(1 + (count - 0.5) / 1.5)
    if top <= 0:
        return 1.0
    return max(FLOOR, min(1.0, math.log(1 + (count - held + 0.5) / (held + 0.5)) / top))


@given(owned())
def test_a_text_holds_its_n_grams_with_their_weights(case):
    texts, owners = case
    index = indexed(texts, owners)
    assert len(index.ends) == len(texts) + 1
    for text, start, end in zip(texts, index.ends, index.ends[1:], strict=False):
        grams = [index.grams[number] for number in index.ids[start:end]]
        assert grams == list(text.every)
        assert (index.codes[start:end] / CODE).tolist() == [text.grams.get(gram, 0.0) for gram in grams]


@given(owned())
def test_the_postings_of_an_n_gram_are_the_texts_that_hold_it(case):
    texts, owners = case
    index = indexed(texts, owners)
    assert len(index.starts) == len(index.grams) + 1
    for number, gram in enumerate(index.grams):
        found = index.postings[index.starts[number] : index.starts[number + 1]].tolist()
        assert found == [place for place, text in enumerate(texts) if gram in text.every]


@given(owned())
def test_each_n_gram_has_one_number_one_sound_and_its_kind(case):
    texts, owners = case
    index = indexed(texts, owners)
    assert set(index.number) == {gram for text in texts for gram in text.every}
    assert [index.grams[number] for number in index.number.values()] == list(index.number)
    for number, gram in enumerate(index.grams):
        assert index.heard[index.sounds[number]] == sound_of_gram(gram)
        assert index.flags[number] == flag_of(gram)
    assert set(index.sound) == set(map(sound_of_gram, index.number))


@given(owned())
def test_the_fewer_hold_it_the_more_it_tells(case):
    """Owners count, not texts; the one who holds it in several texts counts once, and what nobody owns not at all."""
    texts, owners = case
    index = indexed(texts, owners)
    for strings, values, name in ((index.grams, index.rare, str), (index.heard, index.loud, sound_of_gram)):
        held = held_by(texts, owners, name)
        assert values.tolist() == pytest.approx([told(held[string], owners) for string in strings], abs=1e-5)


@given(owned())
def test_totals_are_the_sums_of_what_a_text_holds(case):
    texts, owners = case
    index = indexed(texts, owners)
    every = {gram for text in texts for gram in text.every}
    held, heard = held_by(texts, owners, str), held_by(texts, owners, sound_of_gram)
    rare = {gram: told(held[gram], owners) for gram in every}
    loud = {sound: told(heard[sound], owners) for sound in map(sound_of_gram, every)}
    for place, text in enumerate(texts):
        assert index.weights[place] == pytest.approx(sum(rare[gram] for gram in text.every), abs=1e-3)
        content = sum(rare[gram] * weight for gram, weight in text.grams.items())
        assert index.content[place] == pytest.approx(content, abs=1e-3)
        assert index.noise[place] == pytest.approx(sum(loud[sound_of_gram(gram)] for gram in text.every), abs=1e-3)


@given(owned(), st.integers(1, 5))
def test_chunks_make_no_difference(case, size):
    texts, owners = case
    chunks = [texts[start : start + size] for start in range(0, len(texts), size)]
    same(build(chunks, np.array(owners, dtype=np.int32)), indexed(texts, owners))


@given(owned())
def test_an_index_of_its_arrays_is_the_same(case):
    index = indexed(*case)
    same(from_arrays(as_arrays(index)), index)


def same(one, other):
    for name, array in as_arrays(one).items():
        there = as_arrays(other)[name]
        assert array.dtype == there.dtype, name
        np.testing.assert_array_equal(array, there, err_msg=name)


@given(st.lists(st.integers(0, 50), min_size=2), st.integers(50, 10**7))
def test_rarity_falls_from_one_to_the_floor(counts, documents):
    values = rarity(np.array(sorted(counts)), documents).tolist()
    assert all(FLOOR - 1e-6 <= value <= 1 for value in values)
    assert values == sorted(values, reverse=True)
    assert rarity(np.array([0, 1]), documents).tolist() == [1.0, 1.0]
    assert rarity(np.array([documents]), documents).tolist() == pytest.approx([FLOOR])


@pytest.mark.parametrize("documents", [0, 1])
def test_where_there_is_one_text_all_of_it_tells(documents):
    assert rarity(np.array([1, 1]), documents).tolist() == [1.0, 1.0]
    assert rarity(np.array([], dtype=np.int64), documents).tolist() == []


@given(STRINGS)
def test_strings_kept_as_one_are_the_same_strings(strings):
    joined = Strings.of(strings)
    assert (len(joined), list(joined)) == (len(strings), strings)
    assert [joined[number] for number in range(len(strings))] == strings
    assert list(restored(kept(joined))) == strings


@given(STRINGS, st.data())
def test_some_strings_and_a_row_of_them_are_those_of_their_numbers(strings, data):
    joined = Strings.of(strings)
    numbers = data.draw(st.lists(st.sampled_from(range(len(strings)))) if strings else st.just([]))
    assert joined.some(numbers) == [strings[number] for number in numbers]
    start = data.draw(st.integers(0, len(strings)))
    end = data.draw(st.integers(start, len(strings)))
    if start < end:
        assert joined.lines(start, end) == "\n".join(strings[start:end])


@given(owned(), st.integers(1, 20))
def test_owners_are_counted_in_parts_as_they_are_at_once(case, part):
    texts, owners = case
    whole = indexed(texts, owners)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_of_grams, "PART", part)
        same(indexed(texts, owners), whole)
