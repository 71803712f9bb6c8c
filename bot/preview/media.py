"""The methods that send a photo, a video or another file, and what a caption is."""

from collections.abc import Callable
from typing import Final

from bot.preview.fields import Fields, Json
from bot.preview.reach import chat_to_write_to
from bot.preview.refusals import bad
from bot.preview.sending import post_into, text_of
from bot.preview.world import World

MAX_CAPTION: Final = 1024
"""UTF-16 units of a caption after its markup is taken out (Bot API, sendPhoto)."""

EDITABLE: Final = frozenset({"photo", "video", "animation", "audio", "document"})
"""What a message may be made by editMessageMedia (Bot API, InputMedia)."""

_RIGHTS: Final = {
    "photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "animation": ("can_send_other_messages", "animations"),
    "audio": ("can_send_audios", "audios"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "document": ("can_send_documents", "documents"),
}
"""What a restricted member needs for each, and how Telegram calls it in its refusal."""


def sender_of(kind: str) -> Callable[[World, Fields], Json]:
    """The method that sends files of a kind, sendPhoto and its like."""

    def send(world: World, fields: Fields) -> Json:
        chat = chat_to_write_to(world, fields, *_RIGHTS[kind])
        content = file_of(world, kind, fields, fields.text(kind))
        return post_into(world, chat, fields, content | caption_of(fields, too_long="message caption is too long"))

    return send


def media_of(world: World, fields: Fields) -> Json:
    """What an editMessageMedia makes of a message.

    Raises:
        Refused: it names no file, or one of no kind that fits.
    """
    media = fields.object("media")
    if media is None:
        raise bad("can't parse InputMedia: media must be specified")
    kind = media.get("type")
    if kind not in EDITABLE:
        raise bad("can't parse InputMedia: unsupported type")
    content = file_of(world, str(kind), fields, str(media.get("media") or ""))
    return content | caption_of(Fields(media), too_long="MEDIA_CAPTION_TOO_LONG")


def file_of(world: World, kind: str, fields: Fields, named: str) -> Json:
    """The file that a request sends: one that Telegram has, or one that comes along.

    Args:
        named: the file's id, or `attach://` and the name of the part that holds it; empty when the part has the name of
            the kind.

    Raises:
        Refused: there is no file.
    """
    part = named.removeprefix("attach://") if named.startswith("attach://") else "" if named else kind
    upload = fields.uploads.get(part)
    if upload:
        return world.files.new(kind, upload)
    if not named or part:
        raise bad(f"there is no {kind} in the request")
    if named.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")  # there is no network here
    return world.files.find(kind, named)


def caption_of(fields: Fields, *, too_long: str) -> Json:
    """The caption of a request with its markup, as a message holds it; nothing when there is none.

    Args:
        too_long: what is said of one beyond the limit.

    Raises:
        Refused: there is too much of it, or its markup is wrong.
    """
    if not fields.text("caption").strip():
        return {}
    words = text_of(fields, "caption", "caption_entities", limit=MAX_CAPTION, too_long=too_long)
    shown: Json = {"caption": words["text"]}
    if "entities" in words:
        shown["caption_entities"] = words["entities"]
    return shown | ({"show_caption_above_media": True} if fields.flag("show_caption_above_media") else {})
