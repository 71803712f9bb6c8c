"""What goes wrong on demand: once for a method, or now and then, in an order that the seed fixes."""

import random
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["delay", "error", "reset before", "reset after", "silence", "again"]
ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        kind: `delay` takes effect or answers late; `error` refuses without effect; `reset before` and `reset after` cut
            the connection without and after the effect; `silence` takes effect and never answers, so that the bot meets
            a read time-out; `again` hands out the updates once more that a getUpdates has just confirmed.
        seconds: of a delay, before the request takes effect; after: the same between the effect and the answer.
        code: of an error.
        text: what an error says.
        retry_after: seconds that a 429 asks for.
    """

    kind: Kind
    seconds: float = 0.0
    after: float = 0.0
    code: int = 0
    text: str = ""
    retry_after: int | None = None


RESET_BEFORE: Final = Fault("reset before")
RESET_AFTER: Final = Fault("reset after")
SILENCE: Final = Fault("silence")
AGAIN: Final = Fault("again")

_TEXTS: Final = {
    400: "Bad Request: refused on demand",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def delay(seconds: float, after: float = 0.0) -> Fault:
    """An answer that comes late: so many seconds before the request takes effect, and after it."""
    return Fault("delay", seconds=seconds, after=after)


def error(code: int, text: str = "") -> Fault:
    """A refusal, in Telegram's words unless others are given."""
    return Fault("error", code=code, text=text or _TEXTS.get(code, "Error"))


def flood(seconds: int) -> Fault:
    """A 429 that asks for some seconds."""
    return Fault("error", code=429, text=f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class Faults:
    """Draws what goes wrong with each request.

    Args:
        seed: of the order in which `often` strikes.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - chance that can be repeated, nothing secret
        self._once: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._often: list[tuple[str, float, Fault]] = []

    def once(self, method: str, *faults: Fault) -> None:
        """The next calls of a method meet these, one each; `*` is any method."""
        self._once[method].extend(faults)

    def often(self, chance: float, fault: Fault, method: str = ANY) -> None:
        """From now on a call meets this with some probability, 0 to 1."""
        self._often.append((method, chance, fault))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._once.clear()
        self._often.clear()

    def draw(self, method: str) -> Fault | None:
        """What a call of a method meets."""
        for name in (method, ANY):
            if self._once.get(name):
                return self._once[name].popleft()
        for name, chance, fault in self._often:
            if name in {method, ANY} and self._random.random() < chance:
                return fault
        return None
