"""In which words the bot speaks in a group: in its own language, if its admins chose one."""

from telegram import Chat, User
from telegram.constants import ChatType

from bot.announcements import subscriptions
from bot.replies import Words, words_for
from bot.telegram.context import Context


async def words_in(chat: Chat, user: User | None, context: Context) -> Words:
    """The words for what everybody in a chat will read.

    Args:
        chat: where it is said.
        user: who is spoken to; their language is the one where the chat has none.
        context: the handler's.
    """
    if chat.type != ChatType.PRIVATE:
        language = await subscriptions.language(context.service.database, context.service.bot, chat.id)
        if language:
            return words_for(language)
    return await context.words(user)
