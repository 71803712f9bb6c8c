"""What a message passes after its turn in this process has come, where several processes send for one bot."""

from typing import Protocol

from bot.delivery.pace import Pace, Urgency


class NotYet(Exception):  # noqa: N818 - a state of the world, and no mistake of ours; it never leaves this room
    """A message may not go out, for what another process has met or sent; it waits for its turn once more.

    Args:
        seconds: until it may be asked again.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not for another {seconds:.3f} s")
        self.seconds = seconds

    def tell(self, pace: Pace, chat: int, now: float) -> None:
        """Have this process wait as long: the chat has just been sent to."""
        pace.keep_off(chat, now + self.seconds)


class Held(NotYet):
    """Telegram wants to be left alone, as another process was told."""

    def tell(self, pace: Pace, chat: int, now: float) -> None:  # noqa: ARG002 - it holds for all chats
        """Have this process wait as long with everything."""
        pace.hold(now + self.seconds)


class Ticket:
    """What a message was given on its way through, to be handed back."""

    __slots__ = ()


class Gate(Protocol):
    """What the processes of one bot have in common."""

    async def enter(self, chat: int, urgency: Urgency) -> Ticket:
        """Pass, or wait in order to; a request may be made then.

        Returns:
            What `leave` takes.

        Raises:
            NotYet: not now.
            NotSent: nobody can tell whether it may go out, and nobody waits for it.
        """

    def leave(self, ticket: Ticket) -> None:
        """The request has come to its end."""

    async def hold(self, seconds: float) -> None:
        """Nothing goes out for so long, from whatever process; returns once all of them know."""

    async def silence(self) -> float:
        """Seconds for which nothing goes out, as far as is known; 0 for none."""


class OpenGate:
    """For a process that is alone: everything passes."""

    def __init__(self) -> None:
        self._ticket = Ticket()

    async def enter(self, chat: int, urgency: Urgency) -> Ticket:  # noqa: ARG002 - everything passes
        """Pass at once."""
        return self._ticket

    def leave(self, ticket: Ticket) -> None:
        """Nothing is to be done."""

    async def hold(self, seconds: float) -> None:
        """The process's own pace keeps the silence."""

    async def silence(self) -> float:
        """None but that of the process's own pace."""
        return 0.0
