"""The type of what a handler is given, so that nothing is looked up by a string."""

from typing import Any

from telegram import User
from telegram.ext import Application, CallbackContext, ExtBot

from bot.announcements import subscriptions
from bot.replies import Words, words_for
from bot.store import chats, languages, notes
from bot.store.writer import Write
from bot.telegram.kinds import GREETED
from bot.telegram.service import Service
from bot.telegram.work import Work, current_work


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Service]):
    """A handler's second argument."""

    @property
    def service(self) -> Service:
        """What the handlers share."""
        return self.bot_data

    @property
    def work(self) -> Work:
        """What the update at hand brings about."""
        return current_work()

    @property
    def me(self) -> User:
        """The bot itself, as Telegram knows it."""
        return self.bot.bot

    @property
    def bot_name(self) -> str:
        """The bot's user name, without @."""
        return self.me.username or ""

    def write(self, *writes: Write) -> None:
        """Have something written with the update's done mark."""
        self.work.writes.extend(writes)

    async def words(self, user: User | None) -> Words:
        """The words in the language that a person chose, or else in that of their app; the default's for nobody."""
        if user is None:
            return words_for(None)
        service, person = self.service, self.service.keyring.hash(user.id)
        chosen = service.languages.get(person, service.clock())
        if chosen is None:
            chosen = await languages.chosen(service.database, service.bot, person) or ""
            service.languages.put(person, chosen, service.clock())
        return words_for(chosen or user.language_code)

    def moved(self, old: int, new: int) -> None:
        """A group has become a supergroup, under another id: what is known of it goes along."""
        service = self.service
        if service.allowed is not None and old in service.allowed:
            service.allowed.add(new)
        self.work.put(GREETED, True, new)
        self.work.last += [
            *notes.move(service.bot, old, new),
            *chats.move(service.database, service.bot, old, new, service.clock()),
            *subscriptions.move(service.bot, old, new, service.clock()),
        ]

    def lost(self, chat: int, reason: str) -> None:
        """Nothing can be sent to a chat any more: it gets no announcements either."""
        service = self.service
        self.work.did(self.work.event or "refused", refused=reason)
        self.write(chats.lost(service.database, service.bot, chat, reason, service.clock()))
        self.write(*subscriptions.leave(service.bot, chat))


App = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], Service, None]
