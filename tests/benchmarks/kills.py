"""`kill -9` while hundreds of questions wait: none is lost, and only what was in flight is answered twice.

Before each start there are as many unanswered questions as wanted again. The bot is killed some time after its first
message; 0.2 s later, when what had reached the server has settled, it is written down which messages of this life
stand in a chat without being marked as done. Telegram takes 5 to 30 ms before a message is there and 20 to 80 ms until
the bot hears so, at random.

A question whose answer was there k times in lives whose kill found it not done may have k + 1 copies of it; one copy
more is a fault, wherever it stands.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bots import yuanwen
from benchmarks.crowd import Crowd
from benchmarks.database import Ledger
from benchmarks.figures import Figure

from bot.preview.faults import delay
from bot.preview.standin import StandIn

SPREAD = (0.02, 0.6)
BURST = (0.0, 0.1)
"""Seconds after the first message: any time, and while the burst of a start is under way."""

FIRST_ANSWER_SECONDS = 60.0
NOTHING_MORE_SECONDS = 30.0
SETTLED_SECONDS = 0.2
DELAYS = 40


@dataclass(slots=True)
class Series:
    """What came of a series of kills.

    Attributes:
        in_flight: for each kill, the numbers of the updates whose answer was there but not marked as done.
    """

    crowd: Crowd
    ledger: Ledger
    refused: int = 0
    in_flight: list[set[int]] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Questions that never got an answer."""
        return self.crowd.open

    @property
    def repeats(self) -> int:
        """Answers that came again."""
        return sum(question.repeats for question in self.crowd.questions.values())

    @property
    def unfounded(self) -> int:
        """Answers that came again although no kill explains it, and messages to nobody."""
        allowed = Counter(update for kill in self.in_flight for update in kill)
        asked = self.crowd.questions.values()
        return self.crowd.strays + sum(max(0, one.repeats - allowed[one.update]) for one in asked)


async def kill(
    folder: Path, ledger: Ledger, *, kills: int, waiting: int, after: tuple[float, float] = SPREAD
) -> Series:
    """Kill the bot so many times, some seconds after it has sent its first message, then let it finish."""
    chance = random.Random(kills)  # noqa: S311 - chance that can be repeated
    async with StandIn() as telegram:
        slow(telegram, chance)
        series = Series(Crowd(telegram), ledger)
        program = yuanwen(folder, telegram, ledger)
        for _ in range(kills):
            series.crowd.fill(waiting)
            before = telegram.world.clock()
            await program.start()
            await series.crowd.until_answers(series.crowd.answers + 1, FIRST_ANSWER_SECONDS)
            await asyncio.sleep(chance.uniform(*after))
            await program.kill()
            await asyncio.sleep(SETTLED_SECONDS)
            series.in_flight.append(_in_flight(series.crowd, before, ledger.done()))
        await program.start()
        await series.crowd.until_all(NOTHING_MORE_SECONDS)
        await program.stop()
        series.refused = telegram.world.journal.codes[429]
    return series


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool) -> list[Figure]:
    """Two series of 20 kills with 200 waiting: at any time, and while the first messages are under way."""
    kills, waiting = (3, 40) if short else (20, 200)
    figures = []
    for after in (SPREAD, BURST):
        series = await kill(folder, new(), kills=kills, waiting=waiting, after=after)
        name = f"{kills} kills {after[0] * 1000:g} to {after[1] * 1000:g} ms after the first message"
        figures += _figures(name, series)
    return figures


def _figures(name: str, series: Series) -> list[Figure]:
    flights = [len(kill) for kill in series.in_flight]
    asked, sound = len(series.crowd.questions), series.ledger.check()
    repeated = f"{series.repeats}, with {sum(flights)} in flight at the kills, at most {max(flights)} at one"
    return [
        Figure(f"{name}: questions lost", f"{series.lost} of {asked}", "0", series.lost == 0),
        Figure("  answers repeated", repeated, "at most those in flight", series.repeats <= sum(flights)),
        Figure("  answers repeated that no kill explains", str(series.unfounded), "0", series.unfounded == 0),
        Figure("  429 answers", str(series.refused)),
        Figure("  the database after it", sound, "ok", sound == "ok"),
    ]


def slow(telegram: StandIn, chance: random.Random) -> None:
    """Telegram takes its time, and never the same."""
    for number in range(DELAYS):
        share = 1 / (DELAYS - number)
        telegram.faults.often(share, delay(chance.uniform(0.005, 0.03), chance.uniform(0.02, 0.08)), "sendMessage")


def _in_flight(crowd: Crowd, since: float, done: set[int]) -> set[int]:
    """The updates answered in this life that the database doesn't call done."""
    answered = {one.update for one in crowd.questions.values() if one.heard and one.heard[-1][0] >= since}
    return answered - done
