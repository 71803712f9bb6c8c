"""What the bot holds in memory over two hundred thousand updates of all kinds."""

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from benchmarks.bots import yuanwen
from benchmarks.crowd import Chatter, Crowd, Question
from benchmarks.database import Ledger, settled
from benchmarks.figures import Figure

from bot.errors import YuanwenError
from bot.preview.limits import NONE
from bot.preview.standin import StandIn

MOST_MB = 5.0
STEPS = 10
WAITING, OPEN = 300, 20
"""Updates that may wait to be fetched, and questions to be answered, so that the bot is never idle and never drowns."""

PATIENCE_SECONDS = 120.0
_SPELL = 100
"""Updates of which two are questions, one an edit and one a press; the others are chatter."""


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool) -> list[Figure]:
    """What is held after each tenth."""
    total, ledger = 5_000 if short else 200_000, new()
    async with StandIn(limits=NONE) as telegram:
        program = yuanwen(folder, telegram, ledger)
        await program.start()
        mix = _Mix(telegram)
        held = []
        for step in range(1, STEPS + 1):
            await mix.go_on(total // STEPS)
            try:
                await settled(telegram, ledger)
            except YuanwenError as error:
                raise YuanwenError(f"{error}; {program.state}") from None
            held.append(program.resident)
            _write(f"  {total // STEPS * step:>9,} updates  {held[-1]:.1f} MB")
        set_aside = ledger.set_aside()
        await program.stop()
    grown = max(held[1:]) - held[0]
    return [
        Figure(
            f"memory over {total:,} updates after the first {total // STEPS:,}",
            f"{grown:+.1f} MB ({held[0]:.1f} to {held[-1]:.1f})",
            f"+{MOST_MB:g} MB at most",
            grown <= MOST_MB,
        ),
        Figure("updates set aside", str(set_aside), "0", set_aside == 0),
    ]


class _Mix:
    """Chatter with a few questions, edits and presses between."""

    def __init__(self, telegram: StandIn) -> None:
        self._telegram = telegram
        self._crowd, self._chatter = Crowd(telegram), Chatter(telegram)
        self._lately: list[Question] = []
        self._numbers = count()

    async def go_on(self, updates: int) -> None:
        """So many updates more, as fast as the bot takes them."""
        before = self._telegram.world.updates.newest
        while self._telegram.world.updates.newest < before + updates:
            self._one(next(self._numbers) % _SPELL)
            await self._room()

    def _one(self, turn: int) -> None:
        if turn in {0, 50}:
            self._lately = [*self._lately[-50:], self._crowd.asks()]
        elif turn == 25 and self._answered:
            question = self._answered[0]
            question.person.edits(question.post, f"{question.post.text}？")
        elif turn == 75 and self._answered and self._answered[-1].heard[-1][1].buttons:
            question = self._answered[-1]
            post = question.heard[-1][1]
            question.person.presses_data(post.buttons[0]["callback_data"], post)
        else:
            self._chatter.goes_on()

    @property
    def _answered(self) -> list[Question]:
        return [question for question in self._lately if question.heard]

    async def _room(self) -> None:
        world = self._telegram.world
        await world.journal.until(
            lambda: len(world.updates) < WAITING and self._crowd.open < OPEN, "room", PATIENCE_SECONDS
        )


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
