"""A model of one's own: what becomes of its output, what it is called, and what is said when it can't be used."""

import numpy as np
import pytest
from encoder_models import (
    ANY_TEXT,
    SIGNS,
    START,
    TABLE,
    WIDTH,
    make_model,
    make_tokenizer,
    mean_of,
    set_pooling,
    token,
    unit,
)
from fresh import python

from bot.encoding import onnx
from bot.encoding.onnx import OnnxEncoder
from bot.errors import SettingsError, YuanwenError

TEXTS = ["六大工程有哪些?", "", "清廉", "衡东县清廉单元有哪些?", "x"]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "model"


def test_a_vector_is_the_mean_of_its_tokens(folder):
    """Shorter texts are filled up beside longer ones, which leaves no trace."""
    made = OnnxEncoder(make_model(folder)).encode(TEXTS)
    np.testing.assert_allclose(made, [mean_of(text) for text in TEXTS], atol=1e-6)
    assert made.dtype == np.float32


def test_texts_of_all_lengths_come_back_in_their_order(folder, monkeypatch):
    monkeypatch.setattr(onnx, "_BATCH", 40)
    texts = [SIGNS[at % 7 :][: at % 13] for at in range(200)]
    made = OnnxEncoder(make_model(folder)).encode(texts)
    np.testing.assert_allclose(made, [mean_of(text) for text in texts], atol=1e-6)


@pytest.mark.parametrize("lengths", [[5], [0, 0], [9, 1, 1, 1, 9, 2], [100], [20, 100, 20]], ids=str)
def test_a_batch_grows_to_no_more_than_it_may(lengths, monkeypatch):
    monkeypatch.setattr(onnx, "_BATCH", 40)
    batches = list(onnx._batches(lengths))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    assert all(len(batch) == 1 or len(batch) * max(lengths[place] for place in batch) <= 40 for batch in batches)


def test_no_text_is_no_vector(folder):
    assert OnnxEncoder(make_model(folder)).encode([]).shape == (0, WIDTH)


def test_an_output_of_its_own_for_sentences_is_taken(folder):
    made = OnnxEncoder(make_model(folder, sentence=True)).encode(["清廉"])
    np.testing.assert_allclose(made[0], unit(TABLE[[START, token("清"), token("廉")]].max(axis=0)), atol=1e-6)


@pytest.mark.parametrize(("first", "expected"), [(True, unit(TABLE[START])), (False, mean_of("清廉"))])
def test_the_folder_says_which_token_stands_for_the_text(folder, first, expected):
    make_model(folder)
    set_pooling(folder, pooling_mode_cls_token=first, pooling_mode_mean_tokens=not first)
    np.testing.assert_allclose(OnnxEncoder(folder).encode(["清廉"])[0], expected, atol=1e-6)


def test_a_tokenizer_that_fills_up_by_itself_is_kept_from_it(folder):
    make_model(folder)
    make_tokenizer(folder, length=64, pad_id=0)
    np.testing.assert_allclose(OnnxEncoder(folder).encode(["清廉"])[0], mean_of("清廉"), atol=1e-6)


def test_kinds_of_tokens_are_given_to_a_model_that_asks_for_them(folder):
    make_model(folder, inputs=("input_ids", "attention_mask", "token_type_ids"))
    np.testing.assert_allclose(OnnxEncoder(folder).encode(["清廉"])[0], mean_of("清廉"), atol=1e-6)


@pytest.mark.parametrize("text", ANY_TEXT.values(), ids=ANY_TEXT)
def test_any_text_has_a_vector(folder, text):
    made = OnnxEncoder(make_model(folder)).encode([text])
    assert np.linalg.norm(made) == pytest.approx(1, abs=1e-5)


def test_the_model_may_lie_in_a_folder_of_its_own(folder):
    made = OnnxEncoder(make_model(folder, at="onnx/model.onnx")).encode(["清廉"])
    np.testing.assert_allclose(made[0], mean_of("清廉"), atol=1e-6)


def test_dimensions_are_the_models(folder):
    assert OnnxEncoder(make_model(folder)).dimensions == WIDTH


def test_the_name_follows_the_content(folder, tmp_path):
    name = OnnxEncoder(make_model(folder)).name
    assert OnnxEncoder(make_model(tmp_path / "copy")).name == name
    assert OnnxEncoder(make_model(tmp_path / "other", table=TABLE + 1)).name != name
    assert OnnxEncoder(make_model(tmp_path / "more", sentence=True)).name != name


@pytest.mark.parametrize("file", ["tokenizer.json", "model.onnx_data", "1_Pooling/config.json"])
def test_every_file_that_matters_has_a_part_in_the_name(folder, file):
    name = OnnxEncoder(make_model(folder)).name
    (folder / file).parent.mkdir(exist_ok=True)
    with (folder / file).open("a", encoding="utf-8") as opened:
        opened.write("{}")
    assert OnnxEncoder(folder).name != name


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (["tokenizer.json"], "lacks tokenizer.json"),
        (["model.onnx"], "lacks model.onnx:"),
        (["model.onnx", "tokenizer.json"], "lacks model.onnx and tokenizer.json: give the folder"),
    ],
    ids=" ".join,
)
def test_a_folder_that_lacks_something_is_refused_at_once(folder, missing, said):
    make_model(folder)
    for name in missing:
        (folder / name).unlink()
    with pytest.raises(SettingsError, match=said):
        OnnxEncoder(folder)


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_a_missing_package_is_named_by_what_installs_it(folder, package):
    make_model(folder)
    code = (
        "import sys, importlib.util as util; from pathlib import Path; find = util.find_spec\n"
        f"util.find_spec = lambda name: None if name == {package!r} else find(name)\n"
        "from bot.encoding.onnx import OnnxEncoder; OnnxEncoder(Path('model'))"
    )
    said = python("-c", code, folder=folder.parent).stderr.decode()
    assert said.endswith("SettingsError: model needs two more packages to be read: pip install 'yuanwen[onnx]'\n")


BROKEN = {
    "a model that is none": {"model.onnx": b"\x00" * 99},
    "an empty model": {"model.onnx": b""},
    "a model that git hasn't fetched": {"model.onnx": b"version https://git-lfs.github.com/spec/v1\n"},
    "a tokenizer that is none": {"tokenizer.json": b"{}"},
    "a tokenizer cut short": {"tokenizer.json": b'{"version": "1.0", '},
    "no JSON about pooling": {"1_Pooling/config.json": b"mean"},
}


@pytest.mark.parametrize("files", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_a_sentence(folder, files):
    make_model(folder)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    with pytest.raises(YuanwenError, match=r"holds no sentence model that can be used \(.+\): export it") as caught:
        OnnxEncoder(folder).encode(["清廉"])
    assert "\n" not in str(caught.value)


def test_a_model_of_another_kind_is_a_sentence(folder):
    make_model(folder, inputs=("input_ids", "pixel_values"))
    with pytest.raises(YuanwenError, match=r"can be used \(.*pixel_values.*\)"):
        OnnxEncoder(folder).encode(["清廉"])
