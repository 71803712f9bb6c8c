"""Why something did not go out, by what can be done about it. Imports nothing; no text here holds what was sent."""


class DeliveryError(Exception):
    """Something was not sent, or nobody knows whether it was."""


class NotSent(DeliveryError):  # noqa: N818 - a state of the world, and no mistake of ours
    """It has surely not been carried out, for a reason that may pass: it may be sent again.

    Args:
        reason: why, in a few words.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooMany(DeliveryError):  # noqa: N818 - a state of the world, and no mistake of ours
    """Telegram wants to be left alone; it has not been carried out.

    Args:
        seconds: for how long.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds


class Refused(DeliveryError):  # noqa: N818 - a state of the world, and no mistake of ours
    """Telegram won't do it, now or later.

    Args:
        reason: Telegram's words.
        gone: whether nothing can be sent to that chat any more: blocked, thrown out, no such chat.
    """

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.gone = gone


class Moved(DeliveryError):  # noqa: N818 - a state of the world, and no mistake of ours
    """The group has become a supergroup; it has not been carried out.

    Args:
        chat: the id that the group has now.
    """

    def __init__(self, chat: int) -> None:
        super().__init__("the group has a new id")
        self.chat = chat


class Uncertain(DeliveryError):  # noqa: N818 - a state of the world, and no mistake of ours
    """It may have been carried out, and it may not: the answer never came or says nothing.

    Args:
        reason: what came instead, in a few words.
        timed_out: whether nothing came for too long, in which case it mostly was carried out.
    """

    def __init__(self, reason: str, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.timed_out = timed_out
