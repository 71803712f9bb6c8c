"""Which knowledge folder and which encoder a command uses, in order of who says so."""

from pathlib import Path

import pytest

import bot
from bot.errors import SettingsError
from bot.terminal.folder import ENCODER, VARIABLE, find_encoder, find_knowledge


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """A working directory with three folders to choose from."""
    for name in (VARIABLE, ENCODER):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    for name in ("given", "set", "in-file"):
        Path(name).mkdir()


def make_local():
    Path("knowledge/articles").mkdir(parents=True)


def test_the_option_comes_first(monkeypatch):
    monkeypatch.setenv(VARIABLE, "set")
    make_local()
    assert find_knowledge("given") == Path("given")


def test_then_the_environment(monkeypatch):
    monkeypatch.setenv(VARIABLE, "set")
    Path(".env").write_text(f"{VARIABLE}=in-file\n", encoding="utf-8")
    make_local()
    assert find_knowledge(None) == Path("set")


def test_then_dotenv():
    Path(".env").write_text(f"TELEGRAM_BOT_TOKEN=1:a\n{VARIABLE}=in-file\n", encoding="utf-8-sig")
    make_local()
    assert find_knowledge(None) == Path("in-file")


def test_then_the_knowledge_folder_here():
    Path(".env").write_text("OTHER=x\n", encoding="utf-8")
    make_local()
    assert find_knowledge(None) == Path("knowledge")


def test_then_the_shipped_copy():
    shipped = find_knowledge(None)
    assert shipped in {Path(bot.__file__).parent / "shipped", Path(bot.__file__).parents[1] / "knowledge"}
    assert (shipped / "articles" / "hengdong.txt").is_file()


def test_a_copy_inside_the_package_goes_before_one_beside_it(monkeypatch, tmp_path):
    monkeypatch.setattr(bot, "__file__", str(tmp_path / "bot" / "__init__.py"))
    assert find_knowledge(None) == tmp_path / "knowledge"
    (tmp_path / "bot" / "shipped").mkdir(parents=True)
    assert find_knowledge(None) == tmp_path / "bot" / "shipped"


@pytest.mark.parametrize("inside", ["", "src", "articles.txt"])
def test_another_folder_of_that_name_is_none_of_ours(inside):
    (Path("knowledge") / inside).mkdir(parents=True)
    assert find_knowledge(None) != Path("knowledge")


@pytest.mark.parametrize("inside", ["articles", "pairs"])
def test_one_of_its_folders_makes_a_knowledge_folder(inside):
    (Path("knowledge") / inside).mkdir(parents=True)
    assert find_knowledge(None) == Path("knowledge")


def test_an_empty_setting_says_nothing(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    make_local()
    assert find_knowledge(None) == Path("knowledge")


def test_home_is_understood(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_knowledge("~/given") == tmp_path / "given"


def test_an_option_that_names_no_folder_is_refused():
    with pytest.raises(SettingsError, match=r"^--knowledge names no folder: 'nowhere'; give the folder that holds"):
        find_knowledge("nowhere")


def test_a_setting_that_names_a_file_is_refused(monkeypatch):
    Path("file").touch()
    monkeypatch.setenv(VARIABLE, "file")
    with pytest.raises(SettingsError, match=r"^YUANWEN_KNOWLEDGE names no folder: 'file'"):
        find_knowledge(None)


def test_a_dotenv_that_is_no_text_is_refused():
    Path(".env").write_bytes("# 令牌\n".encode("gbk"))
    with pytest.raises(SettingsError, match=r"^\.env can't be read"):
        find_knowledge(None)


def test_the_encoder_is_left_to_what_is_installed():
    assert find_encoder() == "auto"


def test_the_encoder_is_that_of_dotenv():
    Path(".env").write_text(f"{ENCODER}=off\n", encoding="utf-8")
    assert find_encoder() == "off"


def test_the_encoder_of_the_environment_goes_before(monkeypatch):
    Path(".env").write_text(f"{ENCODER}=off\n", encoding="utf-8")
    monkeypatch.setenv(ENCODER, "~/model")
    assert find_encoder() == "~/model"


def test_an_empty_choice_of_encoder_says_nothing(monkeypatch):
    monkeypatch.setenv(ENCODER, "")
    assert find_encoder() == "auto"
