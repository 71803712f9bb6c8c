"""Helpful or not helpful: which pairs a press judges, and that the verdict is kept."""

from telegram import CallbackQuery, Message

from bot.knowledge.model import Knowledge
from bot.replies import Action, find_pair
from bot.store import feedback
from bot.telegram.context import Context
from bot.telegram.keyboards import actions_under


def take_feedback(message: Message, action: Action, query: CallbackQuery, context: Context) -> bool:
    """Keep what somebody thinks of an answer; a later press of theirs takes the place of an earlier one.

    Args:
        message: the answer under which the button stands.
        action: `helpful` or `unhelpful`.
        query: the press.
        context: the handler's.

    Returns:
        Whether it counts; not when the answer is of pairs that are gone, or the button none of the message's.
    """
    service = context.service
    pairs = judged_pairs(message, action, service.matcher.knowledge)
    if not pairs:
        return False
    message_hash = service.keyring.hash(message.chat.id, message.message_id)
    person = service.keyring.hash(query.from_user.id)
    helpful = action.name == "helpful"
    at = service.clock()
    context.write(
        feedback.put(service.database, service.bot, message_hash, person, pairs=pairs, helpful=helpful, at=at)
    )
    return True


def judged_pairs(message: Message, action: Action, knowledge: Knowledge) -> tuple[str, ...]:
    """The pairs that a press under an answer is about: the one that the button names, or all that the answer shows.

    An answer shows those whose context it offers, so that they are known for as long as the message stands.
    """
    under = actions_under(message)
    if action not in under:  # a client of one's own may send what no button holds
        return ()
    named = [action.target] if action.target else [other.target for other in under if other.name == "context"]
    found = (find_pair(short, knowledge) for short in named)
    return tuple(pair for pair in found if pair is not None)
