"""Vectors made once: what is kept where, for whom, and that nothing wrong ever comes out of a file."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from encoder_models import Telling
from fresh import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.encoding import cached
from bot.encoding.cached import LONGEST, QUERIES, CachedEncoder

TEXTS = [f"第{number}个问题？" for number in range(50)]


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """An empty cache."""
    monkeypatch.setenv("YUANWEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def model():
    return Telling()


def right(texts, model=None):
    """Their vectors as a file holds them."""
    model = model or Telling()
    return np.array([model.vector(text) for text in texts], np.float32).reshape(len(texts), 8).astype(np.float16)


def asked(texts):
    """What a new process has to make, and whether what it gets is right."""
    model = Telling()
    made = CachedEncoder(model).encode_kept(texts)
    np.testing.assert_array_equal(made, right(texts))
    assert made.dtype == np.float16
    return [text for batch in model.asked for text in batch]


def files(place):
    return sorted(place.iterdir()) if place.is_dir() else []


def test_the_knowledge_is_read_once_and_then_from_disk(place):
    assert asked(TEXTS) == TEXTS
    assert asked(TEXTS) == []
    assert len(files(place)) == 1


def test_what_is_kept_needs_no_model():
    asked(TEXTS)

    class Broken(Telling):
        dimensions = property()

        def encode(self, _):
            raise AssertionError

    np.testing.assert_array_equal(CachedEncoder(Broken()).encode_kept(TEXTS[:9]), right(TEXTS[:9]))


def test_only_what_is_new_is_made():
    asked(TEXTS)
    assert asked(["新", *TEXTS[10:], "又", *TEXTS[:10], "新"]) == ["新", "又"]


def test_the_same_text_twice_is_made_once():
    assert asked(["甲", "乙", "甲"]) == ["甲", "乙"]
    assert asked(["乙", "甲", "乙"]) == []


@pytest.mark.parametrize("texts", [TEXTS[::-1], TEXTS[5:20], TEXTS[3:4] * 3, []], ids=["turned", "part", "one", "none"])
def test_any_order_and_choice_comes_from_disk(texts):
    asked(TEXTS)
    assert asked(texts) == []


def test_no_text_is_no_vector(place):
    assert asked([]) == []
    assert files(place) == []


def test_another_knowledge_base_takes_nothing_away(place):
    others = [text + "！" for text in TEXTS]
    asked(TEXTS)
    assert asked(others) == others
    assert asked(TEXTS) == asked(others) == []
    assert len(files(place)) == 1


def test_of_others_those_written_last_stay(monkeypatch):
    monkeypatch.setattr(cached, "MOST", 10)
    asked(TEXTS[:4])
    asked(TEXTS[4:10])
    asked(TEXTS[10:14])
    assert asked(TEXTS[4:10]) == []
    assert asked(TEXTS[:4]) == TEXTS[:4]


def test_one_knowledge_base_is_kept_however_big(monkeypatch):
    monkeypatch.setattr(cached, "MOST", 10)
    asked(TEXTS)
    assert asked(TEXTS) == []


def test_another_model_has_vectors_of_its_own():
    CachedEncoder(Telling("old 1")).encode_kept(TEXTS)
    new = Telling("new 2")
    np.testing.assert_array_equal(CachedEncoder(new).encode_kept(TEXTS), right(TEXTS, Telling("new 2")))
    old = Telling("old 1")
    CachedEncoder(old).encode_kept(TEXTS)
    assert (len(new.asked), old.asked) == (1, [])


@pytest.mark.parametrize("at", [0, 20, 64, 72, 100, 900, -1])
def test_a_damaged_file_is_made_anew(place, at):
    asked(TEXTS)
    (file,) = files(place)
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    assert asked(TEXTS) == TEXTS
    assert asked(TEXTS) == []


def test_a_file_cut_short_is_made_anew(place):
    asked(TEXTS)
    (file,) = files(place)
    file.write_bytes(file.read_bytes()[:-100])
    assert asked(TEXTS) == TEXTS


def test_without_a_cache_everything_is_made_each_time(monkeypatch, place):
    monkeypatch.setenv("YUANWEN_CACHE", "off")
    assert asked(TEXTS) == asked(TEXTS) == TEXTS
    assert files(place) == []


def test_a_cache_that_cannot_be_written_stops_nothing(place):
    place.write_text("a file", encoding="utf-8")
    assert asked(TEXTS) == TEXTS


def test_many_texts_are_made_in_batches(monkeypatch, model):
    monkeypatch.setattr(cached, "_BATCH", 20)
    np.testing.assert_array_equal(CachedEncoder(model).encode_kept(TEXTS), right(TEXTS))
    assert [len(batch) for batch in model.asked] == [20, 20, 10]


def test_a_query_is_not_written_to_disk(place, model):
    encoder = CachedEncoder(model)
    encoder.encode_kept(["公开"])
    before = [file.read_bytes() for file in files(place)]
    encoder.encode(["秘密"])
    encoder.encode_kept(["公开"])
    assert [file.read_bytes() for file in files(place)] == before


def test_a_query_is_made_once_while_it_is_remembered(model):
    encoder = CachedEncoder(model)
    made = encoder.encode(["甲", "乙", "甲"])
    assert made.dtype == np.float32
    assert (made[0] == made[2]).all()
    made[:] = 0  # is the caller's own
    np.testing.assert_array_equal(encoder.encode(["乙", "丙"]), [model.vector("乙"), model.vector("丙")])
    assert model.asked == [["甲", "乙"], ["丙"]]


def test_the_queries_longest_unused_are_forgotten(model):
    encoder = CachedEncoder(model)
    encoder.encode([str(number) for number in range(QUERIES)])
    encoder.encode(["0"])
    encoder.encode(["new"])
    del model.asked[:]
    encoder.encode(["0", "1"])
    assert model.asked == [["1"]]


def test_more_queries_at_once_than_are_remembered(model):
    many = [str(number) for number in range(QUERIES + 100)]
    assert CachedEncoder(model).encode(many).shape == (QUERIES + 100, 8)
    assert CachedEncoder(model).encode([]).shape == (0, 8)


def test_what_follows_in_a_long_text_does_not_count(model):
    long = "长" * LONGEST
    encoder = CachedEncoder(model)
    assert (encoder.encode([long]) == encoder.encode([long + "短"])).all()
    assert (encoder.encode_kept([long]) == encoder.encode_kept([long + "短"])).all()


def test_half_a_sign_has_a_key_of_its_own():
    assert asked(["\ud83d", "?", "�"]) == ["\ud83d", "?", "�"]


def test_name_and_dimensions_are_the_models(model):
    encoder = CachedEncoder(model)
    assert (encoder.name, encoder.dimensions) == (model.name, 8)


def test_threads_may_ask_at_once(model):
    encoder = CachedEncoder(model)
    with ThreadPoolExecutor(8) as pool:
        rounds = list(pool.map(lambda at: (at, encoder.encode(TEXTS[at % 40 : at % 40 + 9])), range(400)))
    for at, made in rounds:
        np.testing.assert_array_equal(made, Telling().encode(TEXTS[at % 40 : at % 40 + 9]))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.text(max_size=3), max_size=6), max_size=5))
def test_whatever_was_asked_before_the_vectors_are_right(rounds):
    for texts in rounds:
        asked(texts)


PROCESS = """
import sys; sys.path[:0] = sys.argv[1:3]
from encoder_models import Telling
from bot.encoding.cached import CachedEncoder
for turn in range(20):
    texts = [f"{(int(sys.argv[3]) * 7 + turn) % 30} {number}" for number in range(60)]
    made = CachedEncoder(Telling()).encode_kept(texts)
    assert (made == Telling().encode(texts).astype("f2")).all()
"""


def test_processes_that_write_at_once_never_mix_anything_up(place):
    arguments = [sys.executable, "-c", PROCESS, str(ROOT), str(ROOT / "tests" / "encoding")]
    running = [
        subprocess.Popen([*arguments, str(number)], env=os.environ.copy(), stderr=subprocess.PIPE)  # noqa: S603 - ours
        for number in range(3)
    ]
    said = [process.communicate(timeout=60)[1] for process in running]
    assert said == [b""] * 3
    assert [file.suffix for file in files(place)] == [".cache"]
