"""What people type and show, as a message holds it. Pure."""

from collections.abc import Sequence

from bot.errors import YuanwenError
from bot.preview.entities import cleaned, finished, given_entities
from bot.preview.fields import Json
from bot.preview.refusals import Refused


def typed(text: str, entities: Sequence[Json] = ()) -> Json:
    """A text; commands, names and addresses in it are marked as Telegram marks them.

    Args:
        entities: the formatting that was chosen, as the Bot API has it.

    Raises:
        YuanwenError: no app would send it.
    """
    kept = cleaned(text)
    try:
        kept, marked = finished(kept, given_entities(kept, list(entities)), too_long="message is too long")
    except Refused as refusal:
        raise YuanwenError(f"no app sends this text: {refusal.description}") from None
    return {"text": kept, "entities": marked} if marked else {"text": kept}


def caption(text: str, entities: Sequence[Json] = ()) -> Json:
    """The words under a file; nothing when there are none."""
    if not text:
        return {}
    names = {"text": "caption", "entities": "caption_entities"}
    return {names[name]: value for name, value in typed(text, entities).items()}
