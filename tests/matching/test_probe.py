"""A question in the numbers of an index: what it shares with each text is what a comparison of the texts finds."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_texts import MUDDLES, PAIRS, small

from bot.matching.corpus import Corpus
from bot.matching.probe import Probe
from bot.matching.text import FIGURE, flag_of, sound_of_gram


@st.composite
def probed(draw):
    """A view and a question in it; now and then literally a phrasing."""
    pairs = draw(PAIRS)
    view = Corpus(small(pairs)).words
    asked = draw(st.one_of(MUDDLES, st.sampled_from([text for own, _ in pairs for text in own])))
    return view, Probe(view.read(asked), view.index)


def texts(view):
    """The n-grams of each text of a view."""
    ends = view.index.ends.tolist()
    numbers = [view.index.ids[start:end] for start, end in pairwise(ends)]
    return [[view.index.grams[number] for number in own] for own in numbers]


@given(probed())
def test_known_n_grams_stand_first_and_each_once(case):
    view, probe = case
    known = [view.index.grams[number] for number in probe.known]
    assert probe.known.tolist() == sorted(probe.known.tolist())
    assert probe.grams[: len(known)] == known
    assert sorted(probe.grams) == sorted(probe.text.every)
    assert not set(probe.grams[len(known) :]) & set(view.index.number)


@given(probed())
def test_what_nobody_holds_weighs_most(case):
    view, probe = case
    number = view.index.number
    weights = [float(view.index.rare[number[gram]]) if gram in number else 1.0 for gram in probe.grams]
    assert probe.raw.tolist() == pytest.approx(weights)
    content = [weight * probe.text.grams.get(gram, 0.0) for gram, weight in zip(probe.grams, weights, strict=True)]
    assert probe.content.tolist() == pytest.approx(content)
    assert probe.weight == pytest.approx(sum(weights) or 1.0, rel=1e-4)
    assert probe.substance == pytest.approx(sum(content), rel=1e-4)
    strange = sum(one for gram, one in zip(probe.grams, content, strict=True) if gram not in number)
    assert probe.strange == pytest.approx(strange / (sum(content) or 1.0), abs=1e-4)


@given(probed())
def test_sounds_are_those_of_all_n_grams_each_once(case):
    view, probe = case
    sounds = {sound_of_gram(gram) for gram in probe.grams}
    loud = {sound: float(view.index.loud[view.index.sound[sound]]) for sound in sounds if sound in view.index.sound}
    assert {view.index.heard[number] for number in probe.heard} >= set(loud)
    more = {view.index.heard[number] for number in probe.heard} - set(loud)
    assert more <= set(probe.text.sounds), "no sound comes from nowhere"
    assert probe.loudness >= sum(loud.values()) + len(sounds) - len(loud) - 1e-3
    said = dict(zip(probe.heard.tolist(), probe.said.tolist(), strict=True))
    expected = {sound: weight for sound, weight in probe.text.sounds.items() if sound in view.index.sound}
    assert {view.index.heard[number]: said[number] for number in said if said[number]} == pytest.approx(expected)


@given(probed())
def test_marks_say_which_text_holds_what(case):
    view, probe = case
    ends = view.index.ends
    held = probe.held(ends[:-1], ends[1:])
    assert held.grams.shape == (len(ends) - 1, len(probe.grams) + 1)
    assert held.sounds.shape == (len(ends) - 1, len(probe.heard) + 1)
    assert not held.grams[:, -1].any()
    assert not held.sounds[:, -1].any()
    for row, own in enumerate(texts(view)):
        assert held.grams[row, :-1].tolist() == [gram in own for gram in probe.grams]
        heard = set(map(sound_of_gram, own))
        assert held.sounds[row, :-1].tolist() == [view.index.heard[number] in heard for number in probe.heard]
    flat = [(row, gram) for row, own in enumerate(texts(view)) for gram in own]
    assert held.rows.tolist() == [row for row, _ in flat]
    assert held.shared.tolist() == [gram in probe.text.every for _, gram in flat]


@given(probed())
def test_flags_say_what_each_n_gram_is(case):
    _, probe = case
    assert probe.flags.tolist() == [flag_of(gram) for gram in probe.grams]
    assert probe.long_figures.tolist() == [len(gram) > 1 and flag_of(gram) == FIGURE for gram in probe.grams]


@given(probed())
def test_columns_of_chain_and_focus_are_those_of_their_n_grams(case):
    view, probe = case
    columns = {gram: column for column, gram in enumerate(probe.grams)}
    sounds = {view.index.heard[number]: column for column, number in enumerate(probe.heard)}
    for gram, (column, sound) in zip(probe.text.chain, probe.chain, strict=True):
        assert column == (columns.get(gram, len(columns)) if gram else -1)
        assert sound == (sounds.get(sound_of_gram(gram), len(sounds)) if gram else -1)
    for (token, heard), found in zip(probe.text.focus, probe.focus, strict=True):
        assert found == (columns.get(token, len(columns)), sounds.get(heard, len(sounds)))


def test_a_question_without_n_grams_holds_nothing():
    view = Corpus(small([(["磨坊在哪"], "村")])).words
    probe = Probe(view.read("?!"), view.index)
    assert (probe.grams, probe.substance, probe.strange) == ([], 0.0, 0.0)
    assert probe.weight == probe.said_in_all == 1.0
    held = probe.held(*view.spans([0]))
    assert held.grams.shape == held.sounds.shape == (3, 1)
    assert not np.any(held.shared)


def test_what_sounds_alike_is_heard_alike():
    view = Corpus(small([(["磨坊在哪"], "村")])).words
    probe = Probe(view.read("模仿"), view.index)
    held = probe.held(*(at[:1] for at in view.spans([0])))
    assert not held.grams.any()
    assert probe.strange == 1.0
    assert (held.sounds[:, :-1] @ probe.said).tolist() == pytest.approx([probe.said_in_all])
