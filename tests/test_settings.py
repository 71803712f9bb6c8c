"""The settings: what is read from where, what is refused and how it is said, and that the token stays hidden."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fresh import python

from bot.errors import SettingsError
from bot.settings import Settings, load_settings

TOKEN = "123456789:" + "AAE-abcdefghijklmnopqrstuvwxyz_012345"  # of the right shape, and nobody's


@pytest.fixture(autouse=True)
def clean_place(monkeypatch, tmp_path):
    """An empty working directory, and none of our settings in the environment."""
    for field in Settings.model_fields.values():
        monkeypatch.delenv(field.validation_alias, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def with_token(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)


def refused() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


@pytest.mark.usefixtures("with_token")
def test_a_token_is_all_that_is_needed():
    settings = load_settings()
    assert settings.token.get_secret_value() == TOKEN
    assert settings.api_url == "https://api.telegram.org"
    assert settings.knowledge is None
    assert settings.operators == settings.groups == frozenset()
    assert settings.zone == ZoneInfo("Asia/Shanghai")
    assert settings.log == "console"


def test_dotenv_in_the_working_directory_is_read():
    Path(".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nYUANWEN_OPERATORS=1 2\nOTHER=x\n", encoding="utf-8")
    settings = load_settings()
    assert settings.token.get_secret_value() == TOKEN
    assert settings.operators == {1, 2}


def test_dotenv_may_begin_with_a_byte_order_mark():
    Path(".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\n", encoding="utf-8-sig")
    assert load_settings().token.get_secret_value() == TOKEN


@pytest.mark.usefixtures("with_token")
def test_the_environment_wins_over_dotenv(monkeypatch):
    Path(".env").write_text("YUANWEN_LOG=json\nYUANWEN_OPERATORS=1\n", encoding="utf-8")
    monkeypatch.setenv("YUANWEN_LOG", "console")
    settings = load_settings()
    assert settings.log == "console"
    assert settings.operators == {1}


@pytest.mark.usefixtures("with_token")
@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        pytest.param("YUANWEN_OPERATORS", "1,2, 3", "operators", {1, 2, 3}, id="commas"),
        pytest.param("YUANWEN_OPERATORS", "1 2\t3", "operators", {1, 2, 3}, id="spaces"),
        pytest.param("YUANWEN_OPERATORS", "1,2、3;4;5", "operators", {1, 2, 3, 4, 5}, id="Chinese separators"),
        pytest.param("YUANWEN_OPERATORS", "", "operators", set(), id="empty is none"),
        pytest.param("YUANWEN_GROUPS", "-1001234567890,-42", "groups", {-1001234567890, -42}, id="groups"),
        pytest.param("YUANWEN_GROUPS", "", "groups", set(), id="empty allows all"),
        pytest.param("YUANWEN_ZONE", "Europe/Berlin", "zone", ZoneInfo("Europe/Berlin"), id="zone"),
        pytest.param("YUANWEN_LOG", "json", "log", "json", id="log"),
        pytest.param("YUANWEN_KNOWLEDGE", ".", "knowledge", Path(), id="knowledge"),
        pytest.param("TELEGRAM_API_URL", "http://127.0.0.1:8081", "api_url", "http://127.0.0.1:8081", id="server"),
        pytest.param("TELEGRAM_API_URL", "http://[::1]:8081/", "api_url", "http://[::1]:8081", id="slash dropped"),
        pytest.param("TELEGRAM_API_URL", "https://x.org/a/bot", "api_url", "https://x.org/a", id="/bot dropped"),
    ],
)
def test_what_is_read(monkeypatch, name, text, field, value):
    monkeypatch.setenv(name, text)
    assert getattr(load_settings(), field) == value


@pytest.mark.usefixtures("with_token")
@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("TELEGRAM_BOT_TOKEN", "", "is missing", id="token empty"),
        pytest.param("TELEGRAM_BOT_TOKEN", "  ", "is missing", id="token blank"),
        pytest.param("TELEGRAM_BOT_TOKEN", "AAE-no-number", "is no bot token", id="token without its number"),
        pytest.param("TELEGRAM_BOT_TOKEN", "1:a b", "is no bot token", id="token with a space"),
        pytest.param("TELEGRAM_BOT_TOKEN", "1:秘密", "is no bot token", id="token with Chinese"),
        pytest.param("TELEGRAM_API_URL", "localhost:8081", "write it like http://127.0.0.1:8081", id="no scheme"),
        pytest.param("TELEGRAM_API_URL", "ftp://x", "is no Bot API server", id="wrong scheme"),
        pytest.param("TELEGRAM_API_URL", "http://", "is no Bot API server", id="no host"),
        pytest.param("TELEGRAM_API_URL", "http://127.0.0.1:http", "is no Bot API server", id="port in letters"),
        pytest.param("TELEGRAM_API_URL", "http://127.0.0.1:99999", "is no Bot API server", id="port too high"),
        pytest.param("TELEGRAM_API_URL", "http://[::1", "is no Bot API server", id="open bracket"),
        pytest.param("TELEGRAM_API_URL", "http://127.0.0.1:8081/?a=b", "is no Bot API server", id="a query"),
        pytest.param("YUANWEN_KNOWLEDGE", "/no/such/folder", "names no folder", id="no folder"),
        pytest.param("YUANWEN_OPERATORS", "1,@li", "'@li'", id="a name for an id"),
        pytest.param("YUANWEN_OPERATORS", "-5", "positive", id="a group among operators"),
        pytest.param("YUANWEN_OPERATORS", "9" * 5000, "positive", id="a number without end"),
        pytest.param("YUANWEN_GROUPS", "5", "negative", id="a person among groups"),
        pytest.param("YUANWEN_ZONE", "Mars/Olympus", "Asia/Shanghai", id="no zone"),
        pytest.param("YUANWEN_ZONE", "../../etc/passwd", "is no time zone", id="a path for a zone"),
        pytest.param("YUANWEN_LOG", "xml", "console (for people) or json", id="no log form"),
    ],
)
def test_what_is_refused_names_the_setting_and_how_to_mend_it(monkeypatch, name, text, said):
    monkeypatch.setenv(name, text)
    message = refused()
    assert message.startswith(name)
    assert said in message
    assert "\n" not in message


def test_a_missing_token_says_where_to_get_one():
    assert refused().startswith("TELEGRAM_BOT_TOKEN is missing: ask @BotFather")


def test_all_problems_come_at_once(monkeypatch):
    monkeypatch.setenv("YUANWEN_LOG", "x")
    monkeypatch.setenv("YUANWEN_GROUPS", "x")
    names = [line.split(" ")[0] for line in refused().splitlines()]
    assert names == ["TELEGRAM_BOT_TOKEN", "YUANWEN_GROUPS", "YUANWEN_LOG"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_dotenv_in_another_encoding_is_a_sentence(encoding):
    Path(".env").write_bytes("# 令牌\nYUANWEN_LOG=json\n".encode(encoding))
    assert refused().startswith(".env can't be read (UnicodeDecodeError): save it as UTF-8")


@pytest.mark.usefixtures("with_token")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("TELEGRAM_BOT_TOKEN", TOKEN + "!", id="misspelt"),
        pytest.param("TELEGRAM_API_URL", f"https://api.telegram.org/bot{TOKEN}", id="within the address"),
        pytest.param("TELEGRAM_API_URL", f"http://127.0.0.1/{TOKEN}", id="as the address's path"),
        pytest.param(
            "TELEGRAM_API_URL", f"http://127.0.0.1/bot{TOKEN.replace(':', '%3A')}", id="quoted in the address"
        ),
        pytest.param("TELEGRAM_API_URL", f"http://{TOKEN}@127.0.0.1", id="as the address's user"),
        pytest.param("YUANWEN_OPERATORS", TOKEN, id="pasted into another setting"),
        pytest.param("YUANWEN_KNOWLEDGE", f"/nowhere/{TOKEN}", id="within a path"),
    ],
)
def test_no_error_holds_a_token(monkeypatch, name, text):
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    shown = f"{caught.value}{caught.value!r}{caught.value.__cause__!r}{caught.value.__context__!r}"
    assert TOKEN.split(":")[1] not in shown


@pytest.mark.usefixtures("with_token")
def test_no_look_at_the_settings_shows_the_token():
    settings = load_settings()
    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.usefixtures("with_token")
def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        load_settings().log = "json"


def test_nothing_is_read_at_import(tmp_path):
    """A broken environment and a broken .env don't keep the module from being imported."""
    (tmp_path / ".env").write_bytes(b"\xff\xfe")
    done = python("-c", "import bot.settings", folder=tmp_path, YUANWEN_ZONE="nowhere")
    assert (done.returncode, done.stderr) == (0, b"")
