"""What the bot asked, what was answered, and what the stand-in has to tell whoever drives it. Holds state."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from bot.errors import YuanwenError
from bot.preview.fields import Fields, Json

KEPT: Final = 10_000
"""Calls and reports that are kept; older ones are only counted."""

PATIENCE_SECONDS: Final = 20.0
"""How long whoever waits for something waits; far longer than anything takes, so that only what never comes fails."""

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Call:
    """A request of the bot.

    Attributes:
        code: the HTTP status of the answer; None while it is under way, 0 when the connection was cut instead.
        result: what was answered, or Telegram's words of refusal.
        at: when, in seconds of the stand-in's clock.
    """

    method: str
    fields: Fields
    at: float
    code: int | None = None
    result: Any = None

    @property
    def given(self) -> Json:
        """Its parameters."""
        return self.fields.decoded()

    def __getitem__(self, name: str) -> Any:
        return self.given[name]


class Journal:
    """Calls and reports, and a bell that rings at each change."""

    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=KEPT)
        self.reports: deque[str] = deque(maxlen=KEPT)
        self.counts: Counter[str] = Counter()
        self.codes: Counter[int] = Counter()
        self._waiting: list[asyncio.Future[None]] = []

    def begin(self, call: Call) -> None:
        """Write down a call that has come in."""
        self.calls.append(call)
        self.counts[call.method] += 1
        self.ring()

    def finish(self, call: Call, code: int, result: Any) -> None:
        """Write down what was answered."""
        call.code, call.result = code, result
        self.codes[code] += 1
        self.ring()

    def report(self, text: str) -> None:
        """Tell whoever drives the stand-in of something that Telegram itself would pass over."""
        self.reports.append(text)

    def of(self, *methods: str) -> list[Call]:
        """The kept calls of some methods, of all when none is named, in order."""
        return [call for call in self.calls if not methods or call.method in methods]

    def ring(self) -> None:
        """Something has changed: whoever waits looks again."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, look: Callable[[], T], what: str, seconds: float = PATIENCE_SECONDS) -> T:
        """Wait until `look` finds something.

        Raises:
            YuanwenError: it never came; the text holds the last calls.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (found := look()):
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
        except TimeoutError:
            last = "".join(f"\n  {call.method} {call.given} -> {call.code}" for call in list(self.calls)[-8:])
            raise YuanwenError(f"{what} never came within {seconds:g} s; the last calls:{last or ' none'}") from None
        return found
