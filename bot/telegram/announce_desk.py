"""An operator's private chat with the bot: how anything is shown there, in place or below what stands there."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from telegram import User
from telegram.constants import ParseMode

from bot.announcements.model import Message
from bot.delivery.errors import DeliveryError, Refused
from bot.replies import Reply, Words, words_for
from bot.store import languages
from bot.store.database import Database
from bot.telegram.context import Context
from bot.telegram.keyboards import keyboard_of
from bot.telegram.kinds import Kind
from bot.telegram.out import Out
from bot.telegram.refusals import in_terms
from bot.telegram.sending import Place, edit_reply, log_refusal, send_reply
from bot.telegram.service import Service

SPEAKS: Final[Kind[str]] = Kind("announce-speaks", 90 * 24 * 3600.0, str, str)
"""In which language an operator was spoken to last, by chat: what comes of itself comes in the same."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an operator is spoken to.

    Attributes:
        person: their id, which is that of their private chat too.
        words: in their language.
    """

    context: Context
    person: int
    words: Words

    @property
    def service(self) -> Service:
        """What the handlers share."""
        return self.context.service

    @property
    def database(self) -> Database:
        """Where announcements lie."""
        return self.service.database

    @property
    def bot(self) -> int:
        """Whose announcements they are."""
        return self.service.bot

    @property
    def whose(self) -> str:
        """The operator as rows name them."""
        return self.service.keyring.hash(self.person)

    @property
    def now(self) -> float:
        """Seconds since the epoch."""
        return self.service.clock()

    async def send(self, reply: Reply) -> int | None:
        """Show something below all else: the message that shows it; None when it was refused."""
        sent = await send_reply(self.context, Place(self.person), reply)
        return sent[-1] if sent else None

    async def edit(self, message_id: int, reply: Reply) -> int | None:
        """Show something in the place of what a message shows; below all else when that is gone."""
        sent = await edit_reply(self.context, Place(self.person), (message_id,), reply)
        return sent[-1] if sent else None

    async def refresh(self, message_id: int, reply: Reply) -> bool:
        """Show something new in a message, if it is still there; whether it is.

        Raises:
            DeliveryError: nobody knows, or it may be done another time.
        """
        part, keyboard = reply.parts[0], keyboard_of(reply.buttons)

        async def request(chat: int) -> None:
            edit = self.context.bot.edit_message_text
            edited = edit(part.html, chat, message_id, parse_mode=ParseMode.HTML, reply_markup=keyboard)
            await in_terms(edited)

        try:
            await self.service.sender.send(request, self.person)
        except Refused as error:
            return "not modified" in error.reason.lower()
        return True

    async def post(self, message: Message) -> int:
        """Send an announcement's message as its recipients will see it.

        Raises:
            DeliveryError: it was not sent, or nobody knows.
        """
        out = Out(self.context.bot)
        return await self.service.sender.send(lambda chat: out.post(chat, None, message, silent=False), self.person)

    async def remove(self, message_ids: Iterable[int | None]) -> None:
        """Take messages away; what can't be stays."""
        out = Out(self.context.bot)
        for message_id in message_ids:
            if message_id is None:
                continue
            try:
                await self.service.sender.call(partial(out.delete, self.person, message_id))
            except DeliveryError as error:
                log_refusal("not deleted", error)


def is_operator(user: User | None, context: Context) -> bool:
    """Whether somebody runs the bot; nothing is read for it."""
    return user is not None and user.id in context.service.operators


async def desk_for(user: User | None, context: Context) -> Desk:
    """The desk of an operator who speaks, or presses a button; their language is remembered."""
    words, person = await context.words(user), user.id if user else 0
    if await context.work.get(SPEAKS, person) != words.language:
        context.work.put(SPEAKS, words.language, person, person=person)
    return Desk(context, person, words)


async def desk_of(context: Context, person: int) -> Desk:
    """The desk of an operator who hasn't just spoken: in the language that they chose, or in that of their app."""
    service = context.service
    chosen = await languages.chosen(service.database, service.bot, service.keyring.hash(person))
    last = await context.work.get(SPEAKS, person)
    return Desk(context, person, words_for(chosen or last))


def operator_of(service: Service, whose: str | None) -> int | None:
    """The operator behind a keyed hash; None for the shell, and for one who isn't an operator any more."""
    return next((person for person in service.operators if service.keyring.hash(person) == whose), None)
