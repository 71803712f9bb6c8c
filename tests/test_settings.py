"""The settings: what is read from where, what is refused and how it is said, and that the token stays hidden."""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fresh import python

from bot.errors import SettingsError
from bot.settings import Settings, load_settings, redact, salvage_settings

TOKEN = "123456789:" + "AAE-abcdefghijklmnopqrstuvwxyz_012345"  # of the right shape, and nobody's
ADDRESS = "postgresql://yuan:hidden%2Fword@db.example:5432/yuanwen"


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
    assert (settings.encoder, settings.cache) == ("auto", "")
    assert settings.operators == settings.groups == frozenset()
    assert settings.zone == ZoneInfo("Asia/Shanghai")
    assert settings.database_url is None
    assert (settings.log, settings.log_level) == ("console", "info")


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
        pytest.param("YUANWEN_APPROVAL", "yes", "approval", True, id="a second operator approves"),
        pytest.param("YUANWEN_APPROVAL", "0", "approval", False, id="no second operator approves"),
        pytest.param("YUANWEN_ZONE", "Europe/Berlin", "zone", ZoneInfo("Europe/Berlin"), id="zone"),
        pytest.param("YUANWEN_LOG", "json", "log", "json", id="log"),
        pytest.param("YUANWEN_LOG_LEVEL", "Debug", "log_level", "debug", id="log level"),
        pytest.param("YUANWEN_KNOWLEDGE", ".", "knowledge", Path(), id="knowledge"),
        pytest.param("YUANWEN_ENCODER", "OFF", "encoder", "off", id="no encoder"),
        pytest.param("YUANWEN_ENCODER", ".", "encoder", ".", id="an encoder of one's own"),
        pytest.param("YUANWEN_CACHE", "new/folder", "cache", "new/folder", id="a cache that isn't there yet"),
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
        pytest.param("YUANWEN_ENCODER", "use", "write auto, off or the folder", id="no encoder's folder"),
        pytest.param("YUANWEN_CACHE", sys.executable, "names a file", id="a file for a cache"),
        pytest.param("YUANWEN_OPERATORS", "1,@li", "'@li'", id="a name for an id"),
        pytest.param("YUANWEN_OPERATORS", "-5", "positive", id="a group among operators"),
        pytest.param("YUANWEN_OPERATORS", "9" * 5000, "positive", id="a number without end"),
        pytest.param("YUANWEN_GROUPS", "5", "negative", id="a person among groups"),
        pytest.param("YUANWEN_ZONE", "Mars/Olympus", "Asia/Shanghai", id="no zone"),
        pytest.param("YUANWEN_ZONE", "../../etc/passwd", "is no time zone", id="a path for a zone"),
        pytest.param("YUANWEN_LOG", "xml", "console (for people) or json", id="no log form"),
        pytest.param("YUANWEN_APPROVAL", "two", "write yes or no", id="no switch"),
        pytest.param("YUANWEN_LOG_LEVEL", "loud", "debug (with people's questions), info", id="no log level"),
        pytest.param("YUANWEN_DATABASE_URL", "yuanwen.db", "sqlite:////srv/yuanwen", id="a path for an address"),
        pytest.param("YUANWEN_DATABASE_URL", "sqlite://yuanwen.db", "sqlite:////srv", id="two slashes"),
        pytest.param("YUANWEN_DATABASE_URL", "sqlite:///", "is no database's address", id="no path"),
        pytest.param("YUANWEN_DATABASE_URL", "sqlite:///:memory:", "is no database's address", id="kept nowhere"),
        pytest.param("YUANWEN_DATABASE_URL", "sqlite:///a?mode=ro", "is no database's address", id="options"),
        pytest.param("YUANWEN_DATABASE_URL", "mysql://u:p@h/d", "postgresql://user", id="another database"),
        pytest.param("YUANWEN_DATABASE_URL", "postgresql://", "is no database's address", id="no host"),
        pytest.param("YUANWEN_DATABASE_URL", "postgresql://u:p w@h/d", "percent-encoded", id="a password as it is"),
        pytest.param("YUANWEN_DATABASE_URL", "sqlite:///a\nb", "is no database's address", id="two lines"),
    ],
)
def test_what_is_refused_names_the_setting_and_how_to_mend_it(monkeypatch, name, text, said):
    monkeypatch.setenv(name, text)
    message = refused()
    assert message.startswith(name)
    assert said in message
    assert "\n" not in message


@pytest.mark.usefixtures("with_token")
@pytest.mark.parametrize(
    "address",
    [
        *("sqlite:///yuanwen.db", "sqlite:////srv/数据/yuan wen.db", "sqlite:///C:/yuanwen.db"),
        *(ADDRESS, "postgresql://db/yuanwen", "postgresql:///yuanwen?host=/run/postgresql", "postgresql://u:p@[::1]/d"),
        *("postgres://db/yuanwen", "postgresql+asyncpg://db/yuanwen"),
    ],
)
def test_an_address_of_a_database_is_taken_as_it_stands(monkeypatch, address):
    monkeypatch.setenv("YUANWEN_DATABASE_URL", f" {address} ")
    assert load_settings().database_url.get_secret_value() == address


def test_a_missing_token_says_where_to_get_one():
    assert refused().startswith("TELEGRAM_BOT_TOKEN is missing: ask @BotFather")


def test_all_problems_come_at_once(monkeypatch):
    monkeypatch.setenv("YUANWEN_LOG", "x")
    monkeypatch.setenv("YUANWEN_GROUPS", "x")
    names = [line.split(" ")[0] for line in refused().splitlines()]
    assert names == ["TELEGRAM_BOT_TOKEN", "YUANWEN_GROUPS", "YUANWEN_LOG"]


def test_what_can_be_used_is_kept_beside_what_is_wrong(monkeypatch):
    wrong = {"YUANWEN_KNOWLEDGE": "/nowhere", "YUANWEN_DATABASE_URL": ADDRESS[5:], "YUANWEN_ZONE": "Mars"}
    for name, value in (wrong | {"YUANWEN_OPERATORS": "7", "TELEGRAM_API_URL": "http://x:1"}).items():
        monkeypatch.setenv(name, value)
    settings, faults = salvage_settings()
    assert [fault.split(" ")[0] for fault in faults] == ["TELEGRAM_BOT_TOKEN", *wrong]
    assert (settings.token.get_secret_value(), settings.knowledge, settings.database_url) == ("", None, None)
    assert (settings.operators, settings.api_url, settings.zone) == ({7}, "http://x:1", ZoneInfo("Asia/Shanghai"))


@pytest.mark.usefixtures("with_token")
def test_a_wrong_setting_does_not_take_the_token_away(monkeypatch):
    monkeypatch.setenv("YUANWEN_LOG", "xml")
    settings, faults = salvage_settings()
    assert len(faults) == 1
    assert settings.token.get_secret_value() == TOKEN
    assert settings.log == "console"


def test_a_dotenv_that_cannot_be_read_leaves_the_defaults():
    Path(".env").write_bytes(b"\xff\xfe")
    settings, faults = salvage_settings()
    assert len(faults) == 1
    assert settings.token.get_secret_value() == ""
    assert settings.secrets == ()


@pytest.mark.usefixtures("with_token")
def test_nothing_wrong_is_no_fault():
    assert salvage_settings() == (load_settings(), ())


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
@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("YUANWEN_DATABASE_URL", ADDRESS.replace("ql", "q"), id="misspelt"),
        pytest.param("YUANWEN_DATABASE_URL", ADDRESS.replace("%2F", " "), id="not encoded"),
        pytest.param("YUANWEN_KNOWLEDGE", ADDRESS, id="pasted into another setting"),
        pytest.param("YUANWEN_ZONE", ADDRESS.replace("%2F", "@"), id="with an @ in it"),
    ],
)
def test_no_error_holds_a_password(monkeypatch, name, text):
    monkeypatch.setenv(name, text)
    message = refused()
    assert "hidden" not in message
    assert "word" not in message.replace("password", "")


@pytest.mark.usefixtures("with_token")
def test_no_look_at_the_settings_shows_a_secret(monkeypatch):
    monkeypatch.setenv("YUANWEN_DATABASE_URL", ADDRESS)
    settings = load_settings()
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert TOKEN not in shown
    assert "hidden" not in shown


@pytest.mark.usefixtures("with_token")
def test_secrets_are_known_in_every_form(monkeypatch):
    assert load_settings().secrets == (TOKEN, TOKEN.split(":")[1])
    monkeypatch.setenv("YUANWEN_DATABASE_URL", ADDRESS)
    assert load_settings().secrets[2:] == ("hidden%2Fword", "hidden/word")


STRUCK = {
    "a token": (TOKEN, "[token]"),
    "a token in an address": (f"https://x.org/bot{TOKEN}/getMe", "https://x.org/bot[token]/getMe"),
    "an escaped token": (TOKEN.replace(":", "%3a"), "[token]"),
    "a twice escaped token": (TOKEN.replace(":", "%253A"), "[token]"),
    "most of a token": (TOKEN[:22], "[token]"),
    "a password": ("postgresql://u:p@h/d", "postgresql://u:[password]@h/d"),
    "a password with an @": ("postgresql://u:p@q@h/d", "postgresql://u:[password]@h/d"),
    "a password with a slash": ("postgresql+asyncpg://u:p/q@h/d", "postgresql+asyncpg://u:[password]@h/d"),
    "a password as an option": ("x://h/d?password=p&a=b", "x://h/d?password=[password]&a=b"),
    "a proxy's password": ("http://me:pw@proxy:3128/", "http://me:[password]@proxy:3128/"),
}


@pytest.mark.parametrize(("text", "left"), STRUCK.values(), ids=STRUCK)
def test_secrets_are_struck_out(text, left):
    assert redact(f"({text} )") == f"({left} )"


@pytest.mark.parametrize(
    "text",
    [
        *("12:30", "2024-01-01 10:20:30", "orchard/trees", "a:b", "端口 8080:http", "http://127.0.0.1:8081"),
        *("pairs/mill.yaml:12: nothing here", "https://t.me/name", "mail@host", "sqlite:////srv/yuanwen.db"),
    ],
)
def test_other_words_stay(text):
    assert redact(text) == text


@pytest.mark.usefixtures("with_token")
def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        load_settings().log = "json"


def test_nothing_is_read_at_import(tmp_path):
    """A broken environment and a broken .env don't keep the module from being imported."""
    (tmp_path / ".env").write_bytes(b"\xff\xfe")
    done = python("-c", "import bot.settings", folder=tmp_path, YUANWEN_ZONE="nowhere")
    assert (done.returncode, done.stderr) == (0, b"")
