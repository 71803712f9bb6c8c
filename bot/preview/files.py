"""Files of the stand-in: their ids and their JSON as the Bot API has them; what they hold is nobody's business.

Holds state.
"""

from itertools import count
from typing import Final

from bot.preview.fields import Json, Upload
from bot.preview.refusals import bad

KINDS: Final = {
    "photo": ("Photo", "AgACAgIAAxkBAAI"),
    "video": ("Video", "BAACAgIAAxkBAAI"),
    "animation": ("Animation", "CgACAgIAAxkBAAI"),
    "audio": ("Audio", "CQACAgIAAxkBAAI"),
    "voice": ("VoiceNote", "AwACAgIAAxkBAAI"),
    "document": ("Document", "BQACAgIAAxkBAAI"),
}
"""What a file can be: as Telegram names it when it refuses it, and how its ids begin."""

KEPT: Final = 10_000
"""Files that are kept; of older ones the ids are forgotten."""

_MOVING: Final = {"width": 640, "height": 360, "duration": 3}
_MORE: Final[dict[str, Json]] = {
    "video": _MOVING | {"mime_type": "video/mp4"},
    "animation": _MOVING | {"mime_type": "video/mp4"},
    "audio": {"duration": 3, "mime_type": "audio/mpeg"},
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
    "document": {"mime_type": "application/octet-stream"},
}
_PHOTO_SIDES: Final = (90, 1280)


class Files:
    """Files by their ids."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Json]] = {}
        self._serials = count(1)

    def new(self, kind: str, upload: Upload) -> Json:
        """A file is there now; returns the fields of a message that hold it.

        Args:
            kind: one of `KINDS`.
        """
        if kind == "photo":
            sizes = [self._one(kind, upload) | {"width": side, "height": side} for side in _PHOTO_SIDES]
            content: Json = {"photo": sizes}
        else:
            name = {} if kind == "voice" else {"file_name": upload.name}
            content = {kind: self._one(kind, upload) | name | _MORE[kind]}
        if kind == "animation":  # which is a document too, for the sake of old bots
            content["document"] = {key: content[kind][key] for key in ("file_id", "file_unique_id", "file_name")}
        for one in content.get("photo", [content[kind]]):
            self._keep(one["file_id"], kind, content)
        return content

    def find(self, kind: str, file_id: str) -> Json:
        """The fields of a message that hold a file, which can't be sent as something that it isn't.

        Raises:
            Refused: there is no such file, or it can't be sent so.
        """
        found = self._kept.get(file_id)
        if found is None:
            raise bad("wrong remote file identifier specified: Wrong string length")
        own, content = found
        if own != kind and "photo" in (own, kind):
            raise bad(f"can't use file of type {KINDS[own][0]} as {KINDS[kind][0]}")
        return content

    def _one(self, kind: str, upload: Upload) -> Json:
        serial = next(self._serials)
        number = f"{serial:08}"
        return {"file_id": f"{KINDS[kind][1]}{number}Y", "file_unique_id": f"AQAD{number}", "file_size": upload.size}

    def _keep(self, file_id: str, kind: str, content: Json) -> None:
        self._kept[file_id] = kind, content
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
