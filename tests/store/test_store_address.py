"""The address of the database: what may be written, what it means, and that a password shows nowhere."""

import importlib.util
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.address import file_of, parse_url, shown

HIDDEN = "s3cr3t-pässwörd"


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


@pytest.mark.parametrize("text", [None, "", "  "])
def test_without_a_setting_it_is_a_file_in_the_data_folder(place, text):
    url = parse_url(text)
    assert url.drivername == "sqlite+aiosqlite"
    assert file_of(url) == place / "data" / "yuanwen" / "yuanwen.db"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:///bot.db", "bot.db"),
        ("sqlite:///里/bot.db", "里/bot.db"),
        (" sqlite:///bot.db ", "bot.db"),
        ("sqlite+aiosqlite:///bot.db", "bot.db"),
        ("sqlite:///~/bot.db", "home/bot.db"),
        ("sqlite:///100%.db", "100%.db"),
        ("sqlite:///a b.db", "a b.db"),
    ],
)
def test_a_path_is_resolved_once(place, text, path):
    assert file_of(parse_url(text)) == place / path


def test_four_slashes_begin_at_the_root():
    assert file_of(parse_url("sqlite:////srv/bot.db")) == Path("/srv/bot.db")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_postgresql_has_several_names(scheme):
    url = parse_url(f"{scheme}://ann:s%40crét@db.example:5433/yuanwen")
    assert (url.drivername, url.username, url.password) == ("postgresql+asyncpg", "ann", "s@crét")
    assert (url.host, url.port, url.database) == ("db.example", 5433, "yuanwen")


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ("sslmode=require", {"ssl": "require"}),
        ("ssl=verify-full", {"ssl": "verify-full"}),
        ("host=/run/postgresql", {"host": "/run/postgresql"}),
        ("host=/run/postgresql&port=5433", {"host": "/run/postgresql", "port": "5433"}),
    ],
)
def test_the_options_of_other_programs_are_understood(options, query):
    assert parse_url(f"postgresql:///yuanwen?{options}").query == query


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yuanwen.db", "can't be read"),
        (f"postgresql://ann:{HIDDEN}@host:port/db", "can't be read"),
        (f"://{HIDDEN}", "can't be read"),
        (f"mysql://ann:{HIDDEN}@host/db", "doesn't work with"),
        (f"postgresql+psycopg2://ann:{HIDDEN}@host/db", "doesn't work with"),
        (f"nonsense+more://ann:{HIDDEN}@host/db", "doesn't work with"),
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://yuanwen.db", "more than a path"),
        ("sqlite:///yuanwen.db?mode=ro", "more than a path"),
        ("sqlite:///yuan\x00wen.db", "a character"),
        ("sqlite:///yuan\nwen.db", "a character"),
        ("sqlite:///\ud800.db", "a character"),
        ("sqlite:///~nobody-of-this-name/yuanwen.db", "can't be told"),
        (f"postgresql://ann:{HIDDEN}@host", "names no database"),
        (f"postgresql://ann:{HIDDEN}@host/", "names no database"),
        (f"postgresql://ann@host/db?password={HIDDEN}", "an option"),
    ],
)
def test_what_can_not_be_used_is_refused_in_one_sentence_without_its_text(text, said):
    with pytest.raises(StoreError, match=said) as refused:
        parse_url(text)
    sentence = str(refused.value)
    assert "YUANWEN_DATABASE_URL" in sentence
    assert "\n" not in sentence
    assert HIDDEN not in sentence
    assert refused.value.__cause__ is None


def test_without_the_driver_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(StoreError, match=r"yuanwen\[postgresql\]"):
        parse_url("postgresql://host/yuanwen")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("sqlite:////srv/bot.db", "/srv/bot.db"),
        (f"postgresql://ann:{HIDDEN}@db.example:5433/yuanwen", "postgresql://db.example:5433/yuanwen"),
        (f"postgresql://ann:{HIDDEN}@db.example/yuanwen?sslmode=require", "postgresql://db.example/yuanwen"),
        ("postgresql:///yuanwen?host=/run/postgresql", "postgresql:///run/postgresql/yuanwen"),
        ("postgresql:///yuanwen?host=one&host=two", "postgresql://one,two/yuanwen"),
        ("postgresql:///yuanwen", "postgresql://localhost/yuanwen"),
    ],
)
def test_it_is_shown_without_user_and_password(text, seen):
    url = parse_url(text)
    assert shown(url) == seen
    assert HIDDEN not in repr(url)
    assert HIDDEN not in str(url)
