"""The parameters of a request, read as the Bot API reads them: JSON values, or their text in a form. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.preview.refusals import bad

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came along with a request; its content is nobody's business.

    Attributes:
        name: as the bot's machine calls it.
        size: in bytes.
    """

    name: str
    size: int


class Fields:
    """What a request gives.

    Args:
        given: values by name, as JSON has them or as the words of a form.
        uploads: files that came along, by the names of their parts.
    """

    def __init__(self, given: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self._given = given
        self.uploads = uploads or {}

    @property
    def names(self) -> list[str]:
        """The names of everything that is given."""
        return list(self._given)

    def decoded(self) -> Json:
        """Every value as JSON has it, for whoever reads what the bot asked; text stays text."""
        return {name: self._loose(name) for name in self._given}

    def text(self, name: str) -> str:
        """A text; empty when it isn't given."""
        value = self._given.get(name)
        if value is None:
            return ""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise bad("strings must be encoded in UTF-8")
        return text

    def number(self, name: str) -> int | None:
        """A whole number; None when it isn't given."""
        value = self._given.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise bad(f"parameter {name} must be an integer") from None

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Yes or no, as Telegram takes it: true, yes and 1 in any case are yes."""
        value = self._given.get(name)
        if value is None:
            return default
        return value is True or str(value).lower() in {"true", "yes", "1"}

    def object(self, name: str) -> Json | None:
        """An object; None when it isn't given."""
        value = self._structure(name)
        if value is None or isinstance(value, dict):
            return value
        raise bad(f"object expected as {name.replace('_', ' ')}")

    def array(self, name: str) -> list[Any] | None:
        """An array; None when it isn't given."""
        value = self._structure(name)
        if value is None or isinstance(value, list):
            return value
        raise bad(f"can't parse {name.replace('_', ' ')}: expected an Array")

    def _structure(self, name: str) -> Any:
        value = self._given.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def _loose(self, name: str) -> Any:
        value = self._given[name]
        if not isinstance(value, str) or not value or name in {"text", "caption", "secret_token"}:
            return value
        try:
            return json.loads(value)
        except ValueError:
            return value
