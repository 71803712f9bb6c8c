"""`kill -9` again and again while one announcement goes out: nothing is lost, and what is unknown is said to be.

Each life is killed some time after its first message. Right after it, when what had reached the server has settled, it
is written down which deliveries stand as being sent: what the crash left open. Telegram takes 5 to 30 ms before a
message is there and 20 to 80 ms until the bot hears so, at random.

A chat in which such a delivery was left open k times may have k + 1 copies of an announcement that is sent again when
unsure, and never more than one of any other. One copy more is a fault, wherever it stands. Of several processes one is
killed each time, and what the others are sending at that moment is not counted with what it left.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.announced_desk import Desk, at
from benchmarks.announced_fleet import Fleet, fleet
from benchmarks.announced_groups import Groups
from benchmarks.database import Ledger
from benchmarks.figures import Figure
from benchmarks.kills import slow

from bot.announcements.model import Uncertainty
from bot.preview.standin import StandIn
from bot.store.announced import DROPPED, FAILED, SENDING, SENT, UNKNOWN

SPREAD = (0.02, 0.6)
"""Seconds after the first message of a life."""

IN_FLIGHT = 8
"""Deliveries that a process may be sending at once."""

A_LIFE = 17
"""Chats for each kill: what may be sent in a life, and some that are left for the last one."""

SETTLED_SECONDS = 0.4
"""Longer than any request that a living process has under way."""

FIRST_SECONDS = 60.0
END_SECONDS = 120.0
_IN_HAND = "SELECT chat, owner FROM deliveries WHERE state = :state"
_SENT = "SELECT chat, message_id FROM deliveries WHERE state = :state"


@dataclass(slots=True)
class Series:
    """What came of a series of kills.

    Attributes:
        open: for each kill, the chats whose deliveries it left open; owners: the same for all kills, each with the name
            that its process had.
        sent: chats of which the bot says that they have it, each with the message's number.
        unknown: chats of which the bot doesn't know.
        given_up: chats of which the bot says that they don't get it.
        check: what the database says of its soundness.
    """

    groups: Groups
    open: list[set[int]] = field(default_factory=list)
    owners: set[tuple[int, str]] = field(default_factory=set)
    sent: dict[int, int] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    given_up: set[int] = field(default_factory=set)
    check: str = ""

    @property
    def lost(self) -> set[int]:
        """Chats that have got nothing, and of which nobody is told."""
        return self.groups.missing - self.unknown - self.given_up

    @property
    def repeats(self) -> int:
        """Messages that came again."""
        return sum(self.groups.repeats.values())

    @property
    def unfounded(self) -> int:
        """What no kill explains: copies, doubts, messages that were recorded wrongly, and strays."""
        allowed = Counter(chat for kill in self.open for chat in kill)
        copies = sum(max(0, more - allowed[chat]) for chat, more in self.groups.repeats.items())
        doubts = len(self.unknown - allowed.keys())
        heard = {chat: {post.id for _, post in posts} for chat, posts in self.groups.heard.items()}
        wrong = sum(number not in heard.get(chat, ()) for chat, number in self.sent.items())
        return copies + doubts + wrong + len(self.groups.strays)


async def kill(
    folder: Path,
    ledger: Ledger,
    *,
    kills: int,
    chats: int,
    processes: int = 1,
    uncertain: Uncertainty = "ask",
) -> Series:
    """Kill one process of the bot so many times while one announcement goes out, then let it finish."""
    chance = random.Random(kills)  # noqa: S311 - chance that can be repeated
    async with StandIn() as telegram, at(ledger) as desk, fleet(folder, telegram, ledger, processes) as ships:
        slow(telegram, chance)
        series = Series(Groups(telegram, chats))
        await desk.subscribe(series.groups.ids)
        await desk.announce("通知：明天上午九点开会。", uncertain=uncertain)
        await ships.begin()
        for _ in range(kills):
            await _life(series, desk, ships, chance)
        await desk.until_ended(END_SECONDS)
        await ships.stop()
        await _look(series, desk)
        series.check = ledger.check()
    return series


async def measure(folder: Path, new: Callable[[], Ledger], *, short: bool, processes: int) -> list[Figure]:
    """A series of 20 kills under each policy."""
    kills = 3 if short else 20
    figures = []
    for uncertain in ("ask", "resend"):
        series = await kill(
            folder, new(), kills=kills, chats=kills * A_LIFE * 2, processes=processes, uncertain=uncertain
        )
        told = f"{processes} process{'es' if processes > 1 else ''}"
        figures += _figures(f"{kills} kills, {told}, {uncertain} when unsure", series, may_repeat=uncertain != "ask")
    return figures


async def _life(series: Series, desk: Desk, ships: Fleet, chance: random.Random) -> None:
    """From a start to a kill and the next start."""
    groups = series.groups
    await groups.until(groups.count + 1, FIRST_SECONDS, ships.state)
    await asyncio.sleep(chance.uniform(*SPREAD))
    victim = chance.choice(ships.serving)
    await victim.kill()
    at_once = await _in_hand(desk)
    await asyncio.sleep(SETTLED_SECONDS)
    found = (at_once & await _in_hand(desk)) - series.owners
    series.owners |= found
    series.open.append({chat for chat, _ in found})
    await ships.begin(victim)


async def _in_hand(desk: Desk) -> set[tuple[int, str]]:
    """The chats whose deliveries are being sent, and by which process; what earlier kills left may be among them."""
    return {(row.chat, row.owner) for row in await desk.rows(_IN_HAND, state=SENDING)}


async def _look(series: Series, desk: Desk) -> None:
    """What the bot has written down of it all."""
    series.sent = {row.chat: row.message_id for row in await desk.rows(_SENT, state=SENT)}
    series.unknown = await desk.of_state(UNKNOWN)
    series.given_up = await desk.of_state(FAILED) | await desk.of_state(DROPPED)


def _figures(name: str, series: Series, *, may_repeat: bool) -> list[Figure]:
    most, left, total = max(map(len, series.open)), sum(map(len, series.open)), len(series.groups.ids)
    arrived = len(series.unknown - series.groups.missing)
    twice = "at most those left open" if may_repeat else "0"
    fits = series.repeats <= left if may_repeat else series.repeats == 0
    return [
        Figure(f"{name}: lost", f"{len(series.lost)} of {total}", "0", not series.lost),
        Figure("  sent twice", f"{series.repeats}, with {left} left open", twice, fits),
        Figure("  left open by one kill at most", str(most), f"at most {IN_FLIGHT}", most <= IN_FLIGHT),
        Figure("  unknown in the end", f"{len(series.unknown)}, of which {arrived} had arrived"),
        Figure("  given up", str(len(series.given_up)), "0", not series.given_up),
        Figure("  copies, doubts or records that no kill explains", str(series.unfounded), "0", not series.unfounded),
        Figure("  429 answers", str(series.groups.refused), "0", series.groups.refused == 0),
        Figure("  the database after it", series.check, "ok", series.check == "ok"),
    ]
