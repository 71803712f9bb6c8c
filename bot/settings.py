"""The settings, from the environment or `.env`. Imports nothing of ours but the errors; nothing is read at import.

Importing this module costs as much as a whole question in the terminal (pydantic-settings), so a command that needs no
settings doesn't import it.
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError

ENV_FILE = ".env"
"""Read from the working directory."""

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
"""The shape of a bot token; its length is left to the server, since one of one's own may hand out others."""

_PLACEHOLDER = "0:none"
"""Has the shape of a token; stands in for one while the other settings are checked."""

_SERVER = re.compile(r"https?://([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?(/[\w.~/-]*)?", re.ASCII)
"""A Bot API server's address. It is shown in messages, so it has no place for a token: no `:` or `%` in its path, no
user, no query. The refusal doesn't repeat what was given, for the same reason."""

_DATABASE = re.compile(r"sqlite:///(?!:memory:)[^\s?][^?]*|postgres(ql)?(\+asyncpg)?://\S+")
"""A database's address by its shape; whether one answers there is for the store to find out."""

_COLON = "(?::|%(?:25)*3A)"
_TOKENS = re.compile(rf"(?<!\d)(\d+{_COLON}[\w-]{{20,}}|\d{{5,}}{_COLON}[\w-]{{10,}})", re.ASCII | re.IGNORECASE)
"""What looks like a bot token, or like most of one, in an address too."""

_PASSWORDS = re.compile(r"(?<=://)([^\s:/@\"']*):[^\s\"']*@|(?<=[?&])(password)=[^\s&\"']*")
"""The password in an address, up to the last @: people forget to write it percent-encoded."""


def redact(text: str) -> str:
    """The text with every bot token, and every password within an address, struck out."""
    return _PASSWORDS.sub(_without_password, _TOKENS.sub("[token]", text))


def _without_password(found: re.Match[str]) -> str:
    return "password=[password]" if found[2] else f"{found[1]}:[password]@"


def _token(value: object) -> SecretStr:
    text = (value.get_secret_value() if isinstance(value, SecretStr) else str(value)).strip()
    if not text:
        raise ValueError("is missing: ask @BotFather for a token (/newbot) and set it in the environment or in .env")
    if not _TOKEN.fullmatch(text):
        raise ValueError("is no bot token: copy it whole from @BotFather; it looks like 123456789:AAE…")
    return SecretStr(text)


def _api_url(value: object) -> str:
    url = str(value).strip().rstrip("/").removesuffix("/bot")
    if not _SERVER.fullmatch(url) or not _has_port(url):
        raise ValueError("is no Bot API server: write it like http://127.0.0.1:8081, without the token")
    return url


def _has_port(url: str) -> bool:
    """Whether the address has a host that can be read, and a port if any that can exist."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _database_url(value: object) -> SecretStr | None:
    if value is None:
        return None
    text = (value.get_secret_value() if isinstance(value, SecretStr) else str(value)).strip()
    if not text.isprintable() or not _DATABASE.fullmatch(text):
        raise ValueError(
            "is no database's address: write it like sqlite:////srv/yuanwen/yuanwen.db or "
            "postgresql://user:password@host/name, with / @ : # ? and % in the password percent-encoded"
        )
    return SecretStr(text)


def _folder(value: object) -> Path | None:
    if value is None:
        return None
    path = Path(str(value)).expanduser()
    if not path.is_dir():
        raise ValueError(f"names no folder: {str(value)!r}; give the folder that holds articles/ and pairs/")
    return path


def _encoder(value: object) -> str:
    choice = str(value).strip()
    if choice.lower() in {"auto", "off"}:
        return choice.lower()
    if not Path(choice).expanduser().is_dir():
        raise ValueError(f"names no folder: {choice!r}; write auto, off or the folder of an ONNX model")
    return choice


def _cache(value: object) -> str:
    place = str(value).strip()
    if Path(place).expanduser().is_file():
        raise ValueError(f"names a file: {place!r}; give a folder, or off to do without")
    return place


def _ids(value: object, wanted: str, what: str) -> frozenset[int]:
    if isinstance(value, (set, frozenset)):
        return frozenset(value)
    words = [word for word in re.split(r"[\s,,、;;]+", str(value)) if word]
    wrong = [word for word in words if not re.fullmatch(wanted, word, re.ASCII)]
    if wrong:
        raise ValueError(f"holds {wrong[0]!r}: {what}, and several are separated by commas or spaces")
    return frozenset(map(int, words))


def _operators(value: object) -> frozenset[int]:
    return _ids(value, r"[1-9]\d{0,15}", "a person's id is a positive whole number like 123456789")


def _groups(value: object) -> frozenset[int]:
    return _ids(value, r"-[1-9]\d{0,15}", "a group's id is a negative whole number like -1001234567890")


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value).strip())
    except (KeyError, ValueError, OSError):
        raise ValueError(f"is no time zone: {value!r}; write it like Asia/Shanghai or Europe/Berlin") from None


def _log(value: object) -> object:
    if value not in {"console", "json"}:
        raise ValueError(f"is {value!r}: write console (for people) or json (for machines)")
    return value


def _log_level(value: object) -> object:
    level = str(value).strip().lower()
    if level not in {"debug", "info", "warning", "error"}:
        raise ValueError(f"is {value!r}: write debug (with people's questions), info, warning or error")
    return level


def _switch(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return read(value)
    except ValidationError:
        raise ValueError(f"is {value!r}: write yes or no") from None


class Settings(BaseSettings):
    """Every setting that exists, checked. Each field's alias is its name in the environment.

    Attributes:
        token: the bot's token from @BotFather.
        api_url: the Bot API server, without a slash at its end.
        knowledge: the knowledge folder; None leaves the choice to the command line.
        encoder: `auto`, `off` or the folder of an ONNX model.
        cache: the folder of files that can be made again, or `off`; empty means the platform's.
        database_url: the database, perhaps with its password; None means SQLite in the platform's data folder.
        operators: ids of the people who run the bot.
        approval: whether an announcement waits until a second operator approves of it.
        groups: ids of the groups that the bot may sit in; none given allows all.
        zone: the time zone of dates and times without one.
        log: how log lines look.
        log_level: the least that is logged; people's questions only at debug.
    """

    model_config = SettingsConfigDict(
        case_sensitive=True,
        env_file=".env",
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        validate_default=False,
    )

    token: Annotated[SecretStr, BeforeValidator(_token)] = Field(
        default=SecretStr(""), validation_alias="TELEGRAM_BOT_TOKEN", validate_default=True
    )
    api_url: Annotated[str, BeforeValidator(_api_url)] = Field(
        default="https://api.telegram.org", validation_alias="TELEGRAM_API_URL"
    )
    knowledge: Annotated[Path | None, BeforeValidator(_folder)] = Field(
        default=None, validation_alias="YUANWEN_KNOWLEDGE"
    )
    encoder: Annotated[str, BeforeValidator(_encoder)] = Field(default="auto", validation_alias="YUANWEN_ENCODER")
    cache: Annotated[str, BeforeValidator(_cache)] = Field(default="", validation_alias="YUANWEN_CACHE")
    database_url: Annotated[SecretStr | None, BeforeValidator(_database_url)] = Field(
        default=None, validation_alias="YUANWEN_DATABASE_URL"
    )
    operators: Annotated[frozenset[int], NoDecode, BeforeValidator(_operators)] = Field(
        default=frozenset(), validation_alias="YUANWEN_OPERATORS"
    )
    approval: Annotated[bool, WrapValidator(_switch)] = Field(default=False, validation_alias="YUANWEN_APPROVAL")
    groups: Annotated[frozenset[int], NoDecode, BeforeValidator(_groups)] = Field(
        default=frozenset(), validation_alias="YUANWEN_GROUPS"
    )
    zone: Annotated[ZoneInfo, BeforeValidator(_zone)] = Field(
        default_factory=lambda: ZoneInfo("Asia/Shanghai"), validation_alias="YUANWEN_ZONE"
    )
    log: Annotated[Literal["console", "json"], BeforeValidator(_log)] = Field(
        default="console", validation_alias="YUANWEN_LOG"
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_log_level)] = Field(
        default="info", validation_alias="YUANWEN_LOG_LEVEL"
    )

    @property
    def bot(self) -> int:
        """The bot's number, which its token begins with; 0 without a token."""
        return int(self.token.get_secret_value().partition(":")[0] or 0)

    @property
    def database_address(self) -> str:
        """The database as it was named, its password included; empty when it wasn't."""
        return self.database_url.get_secret_value() if self.database_url else ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must show nowhere: the token and its second half, the database's password as written and as meant."""
        token = self.token.get_secret_value()
        password = self.database_address.partition("://")[2].rpartition("@")[0].partition(":")[2]
        return tuple(filter(None, (token, token.partition(":")[2], password, unquote(password))))


def load_settings() -> Settings:
    """Read the environment and, for what it doesn't say, `.env` in the working directory.

    Raises:
        SettingsError: a line for each setting that is missing or wrong; no line ever holds a token.
    """
    settings, faults = salvage_settings()
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def salvage_settings() -> tuple[Settings, tuple[str, ...]]:
    """Read them likewise, and make do with what can be used.

    Returns:
        The settings, those that are wrong with their defaults, the token empty; and what is wrong, a sentence each.
    """
    try:
        return Settings(), ()
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False)
    except (OSError, UnicodeError) as unreadable:
        fault = f".env can't be read ({type(unreadable).__name__}): save it as UTF-8 text or remove it"
        return Settings.model_construct(), (fault,)
    # Out here so that the cause, which may hold the token, hangs on no error that may follow.
    unfit = [_field(error) for error in errors]
    defaults = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in unfit}
    usable = Settings(**(defaults | {"token": _PLACEHOLDER} if "token" in unfit else defaults))
    faults = tuple(
        redact(f"{Settings.model_fields[_field(error)].validation_alias} {_said(error)}") for error in errors
    )
    return usable.model_copy(update=defaults), faults


def _field(error: ErrorDetails) -> str:
    name = str(error["loc"][0])  # the environment's, but of a default that fails its check the field's own
    return next(field for field, about in Settings.model_fields.items() if name in {field, about.validation_alias})


def _said(error: ErrorDetails) -> str:
    cause = error.get("ctx", {}).get("error")
    return str(cause) if cause is not None else f"can't be used: {error['msg']}"
