"""Questions as others may type them: each kind changes what it says, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.variations import CHANGES, variations
from bot.matching.fold import fold, has_han
from bot.matching.pinyin import blur, readings

TEXT = "老磨坊修复工程的第十三期投入了86万元,在哪个村?"
ENGLISH = "How much did the restoration cost?"
SAME = ("traditional", "full-width", "numerals")
LENGTH = {"homophone": 0, "near-homophone": 0, "lookalike": 0, "swapped": 0, "dropped": -1, "doubled": 1}
PINYIN = ("spaced", "glued", "toned", "numbered", "slipped")


def made(text, seed=1):
    return dict(variations(text, seed))


def differing(text, changed):
    return [(one, other) for one, other in zip(text, changed, strict=True) if one != other]


def test_every_kind_is_made():
    assert set(made(TEXT)) == set(CHANGES)


def test_the_seed_chooses():
    assert made(TEXT, 1) == made(TEXT, 1)
    assert len({tuple(made(TEXT, seed).items()) for seed in range(5)}) == 5


@pytest.mark.parametrize("kind", SAME)
def test_another_way_of_writing_is_the_same_text(kind):
    assert fold(made(TEXT)[kind]) == fold(TEXT)


@pytest.mark.parametrize(("kind", "more"), LENGTH.items(), ids=LENGTH)
def test_a_typo_changes_the_length_as_it_says(kind, more):
    assert len(made(TEXT)[kind]) == len(TEXT) + more


@pytest.mark.parametrize("seed", range(8))
def test_homophones_sound_alike(seed):
    assert all(readings(one)[0] == readings(other)[0] for one, other in differing(TEXT, made(TEXT, seed)["homophone"]))


@pytest.mark.parametrize("seed", range(8))
def test_near_homophones_differ_by_an_accent(seed):
    for one, other in differing(TEXT, made(TEXT, seed)["near-homophone"]):
        assert readings(one)[0] != readings(other)[0]
        assert blur(readings(one)[0]) == blur(readings(other)[0])


@pytest.mark.parametrize("kind", PINYIN)
def test_pinyin_holds_no_characters(kind):
    assert not has_han(made(TEXT)[kind])


def test_tones_are_marked_and_numbered():
    assert made("磨坊")["toned"] == "mò fáng"
    assert made("女儿")["numbered"] == "nv3 er2"


def test_initials_stand_for_the_beginning_of_a_name():
    assert any(text in made("谢春兰是谁", seed).get("initials", "") for seed in range(4) for text in ("xcl", "xcls"))


def test_part_of_a_mixed_text_is_pinyin():
    mixed = made(TEXT)["mixed"]
    assert has_han(mixed)
    assert any("a" <= char <= "z" for char in mixed)


def test_numbers_and_negations_stay():
    for seed in range(20):
        kept = [text for kind, text in variations("三百不没", seed) if kind in LENGTH]
        assert kept == []


def test_english_is_mistyped_within_words():
    assert set(made(ENGLISH)) == {"dropped", "doubled", "swapped", "full-width"}


@given(st.text(max_size=40), st.integers())
def test_any_text_has_its_variations(text, seed):
    assert all(changed != text for _, changed in variations(text, seed))
