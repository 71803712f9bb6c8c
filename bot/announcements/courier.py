"""Carries deliveries out, each until it is known what became of it: marks it, makes its request, marks it again.

The mark that a request is about to be made is durable before it is made, so that whatever a stop leaves can be told
from what was never tried. Sends through `Out`, writes marks, reads the rows that it has marked.
"""

import asyncio
from collections.abc import Awaitable
from functools import partial
from typing import Any, Final, NoReturn

import structlog
from sqlalchemy import Row

from bot.announcements.ledger import MOVED, UNPINNED, Delivery, Unreadable, as_begun, message_in
from bot.announcements.marks import Marks
from bot.announcements.model import Message
from bot.announcements.out import Out
from bot.announcements.telling import Told, tell
from bot.delivery.errors import DeliveryError, Moved, NotSent, Refused, TooMany, Uncertain
from bot.delivery.sender import Sender
from bot.store.announced import CLAIMED, EDIT, SEND, SENDING
from bot.store.database import Database
from bot.store.patience import pauses
from bot.store.trouble import is_passing
from bot.store.writer import Write, Writer

SENDING_AT_ONCE: Final = 8
"""Requests under way, and so the most of which nobody knows anything after a stop. Enough for the pace at which
announcements may go out, where a request takes a quarter of a second."""

WAITS: Final = (10.0, 60.0, 300.0, 1800.0)
"""Seconds before each further try of a delivery that failed for something that may pass."""

AWAY_SECONDS: Final = 30.0
"""Until what never reached Telegram is tried again, as often as it takes: no network, or no database for the pace. An
outage ends for all at some time, and whoever doesn't want the announcement any more calls it off."""

REST_SECONDS: Final = 1.5
"""The longest wait for a chat's own limits with a request's place held: a little more than between two messages to one
chat. Chats whose minute is full would else hold up all others."""

CHANGED_ALREADY: Final = ("message is not modified", "message to delete not found")
"""How Telegram refuses to make a change that is made already."""

log = structlog.get_logger("bot.announcements")


class Withdrawn(Exception):  # noqa: N818 - a state of the world, and no mistake of ours
    """A delivery is not to be carried out now: its occurrence is held or called off, or another process has it."""


class Courier:
    """Carries out the deliveries that one process of one bot has claimed.

    Args:
        writer: commits marks, those of several deliveries together.
        owner: this process's name; marks: those that it makes.
        sender: hands out the turns.

    Attributes:
        is_stopping: whether what would have to wait for another turn is given up instead.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it works with
        self,
        database: Database,
        writer: Writer,
        bot: int,
        owner: str,
        sender: Sender,
        out: Out,
        marks: Marks,
        told: Told,
    ) -> None:
        self._database = database
        self._writer = writer
        self._owner = owner
        self._sender = sender
        self._out = out
        self._marks = marks
        self._told = told
        self._slots = asyncio.Semaphore(SENDING_AT_ONCE)
        self._begun = as_begun(bot)
        self.is_stopping = False

    async def deliver(self, one: Delivery) -> None:
        """Carry a delivery out. Whoever gives it up does so only while it isn't begun, and gives it back.

        Raises:
            Exception: its mark can't be written, ever; it stays as it is until the next start.
        """
        async with self._slots:
            if (wait := self._sender.wait_of(one.chat, 2 if one.terms.pin else 1)) > REST_SECONDS:
                await self._writer.commit(self._marks.rest(one, wait))
                return
            message_id = await self._carry(one)
        if message_id is not None and one.terms.pin:
            await self._pin(one, message_id)

    async def _carry(self, one: Delivery) -> int | None:
        """Make a delivery's request and say in its row what became of it.

        Returns:
            The id of a message that was sent.
        """
        try:
            message_id = await self._sender.send(partial(self._request, one), one.chat, urgency="announcement")
        except Withdrawn:
            return None
        except DeliveryError as error:
            await self._writer.commit(self._end_of(one, error))
            if isinstance(error, Refused) and error.gone:
                await tell(self._told.lost(one.chat, error.reason))
            return None
        marks = self._marks
        await self._writer.commit(marks.done(one) if message_id is None else marks.sent(one, message_id))
        return message_id

    async def _request(self, one: Delivery, chat: int) -> int | None:
        """Mark and make one request; what was certainly not carried out is marked so before anything else happens."""
        one.is_begun = True
        if chat != one.chat:
            await self._follow(one, chat)
        message = await self._begin(one)
        try:
            return await self._make(one, message)
        except (NotSent, TooMany, Moved) as error:
            if isinstance(error, TooMany):  # before the mark, while which others would go on sending
                await self._sender.hold(error.seconds)
            await self._writer.commit(self._marks.unsent(one))
            if isinstance(error, Moved):
                await tell(self._told.moved(one.chat, error.chat))
                if one.terms.kind != SEND:  # under its new id the group's messages have other numbers
                    raise Refused(MOVED) from error
            self._rest(one)
            raise
        except (Refused, Uncertain):
            raise
        except Exception as error:  # a mistake of ours; whether anything went out, nobody knows
            log.exception("request failed", announcement_error=type(error).__name__)
            raise Uncertain(type(error).__name__) from error

    async def _make(self, one: Delivery, message: Message | None) -> int | None:
        terms = one.terms
        if terms.kind == SEND and message:
            return await self._out.post(one.chat, one.thread, message, silent=terms.silent)
        if one.message_id is None:
            raise Refused(MOVED)
        if terms.kind == EDIT and message:
            await self._out.edit(one.chat, one.message_id, message)
        else:
            await self._out.delete(one.chat, one.message_id)
        return None

    async def _begin(self, one: Delivery) -> Message | None:
        """Mark a delivery as being sent; only then is it looked at what there is to send, which may just have changed.

        Raises:
            Withdrawn: it is not to be sent.
            Refused: the message that was to be changed is out of reach, or that which is to be sent can't be read.
        """
        await self._writer.commit(self._marks.sending(one))
        row = await self._look(one)
        if row is None or row.owner != self._owner or row.state not in {CLAIMED, SENDING}:
            self._withdraw(one)
        if row.state == CLAIMED or not row.is_going:
            await self._writer.commit(self._marks.give_back(one))
            self._withdraw(one)
        if one.terms.kind != SEND and not row.is_there:
            raise Refused(MOVED)
        try:
            return message_in(row.message)
        except Unreadable as error:
            raise Refused(f"unreadable: {error}") from error

    async def _follow(self, one: Delivery, new: int) -> None:
        """The group has another id now: its delivery goes along, unless it has one under that id."""
        await self._writer.commit(*self._marks.follow(one, new))
        if await self._look(one) is not None:
            self._withdraw(one)
        one.chat, one.thread = new, None

    async def _look(self, one: Delivery) -> Row[Any] | None:
        """A delivery's row as it is now, however long it takes to see it."""
        for pause in pauses():
            try:
                rows = await self._database.rows(self._begun, {"of_occurrence": one.occurrence, "of_chat": one.chat})
            except Exception as error:
                if not is_passing(error):
                    raise
            else:
                return rows[0] if rows else None
            await asyncio.sleep(pause)
        raise AssertionError("there is always a next pause")

    def _withdraw(self, one: Delivery) -> NoReturn:
        one.is_begun = False
        raise Withdrawn

    def _rest(self, one: Delivery) -> None:
        """Its request isn't under way any more, and won't be until it has another turn."""
        one.is_begun = False
        task = asyncio.current_task()
        if self.is_stopping and task:
            task.cancel()

    def _end_of(self, one: Delivery, error: DeliveryError) -> Write:
        """What becomes of a delivery that failed."""
        marks, is_change = self._marks, one.terms.kind != SEND
        match error:
            case Refused(reason=reason) if is_change and any(said in reason.lower() for said in CHANGED_ALREADY):
                end = marks.done(one)
            case TooMany(seconds=seconds):
                end = marks.postpone(one, seconds, str(error))
            case Uncertain() if not is_change:
                again = self._again(one, error) if one.terms.uncertain == "resend" else None
                end = again or marks.unknown(one, str(error))
            case NotSent():
                log.warning("delivery not sent", occurrence=one.occurrence, reason=str(error), retry_in=AWAY_SECONDS)
                end = marks.postpone(one, AWAY_SECONDS, str(error))
            case Uncertain():
                end = self._again(one, error) or marks.failed(one, str(error))
            case Moved():
                end = marks.failed(one, MOVED)
            case _:
                end = marks.failed(one, str(error))
        return end

    def _again(self, one: Delivery, error: DeliveryError) -> Write | None:
        """Another try; None when there were enough."""
        if one.attempts >= len(WAITS):
            return None
        wait = WAITS[one.attempts]
        log.warning("delivery failed", occurrence=one.occurrence, reason=str(error), retry_in=wait)
        return self._marks.retry(one, wait, str(error))

    async def _pin(self, one: Delivery, message_id: int) -> None:
        """Pin what was sent; if that can't be done, it is noted."""

        def request(chat: int) -> Awaitable[None]:
            return self._out.pin(chat, message_id, silent=one.terms.silent)

        try:
            await self._sender.send(request, one.chat, urgency="announcement")
        except DeliveryError as error:
            await self._writer.commit(self._marks.note(one, f"{UNPINNED}: {error}"))
