"""`yuanwen run` as a process that is killed, stopped, started twice and cut off: nobody goes without an answer."""

import asyncio
import signal

import pytest
from benchmarks.bots import yuanwen
from benchmarks.crowd import Crowd
from benchmarks.database import Ledger, settled
from benchmarks.kills import kill

from bot.preview.faults import RESET_AFTER, RESET_BEFORE, SILENCE, delay, error
from bot.preview.limits import NONE
from bot.preview.standin import StandIn

WAITING, BACKLOG = 40, 250
PATIENCE_SECONDS = 30.0
STOPPED_SECONDS = 10.0


@pytest.fixture
async def telegram():
    """By the real clock, since the bot is another process."""
    async with StandIn(limits=NONE) as stand_in:
        yield stand_in


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "yuanwen.db")


@pytest.fixture
def crowd(telegram):
    return Crowd(telegram)


@pytest.fixture
async def program(telegram, ledger, tmp_path):
    """The bot, started; killed at the end if it still runs."""
    program = yuanwen(tmp_path, telegram, ledger)
    await program.start()
    yield program
    if program.process.returncode is None:
        await program.kill()


async def test_killed_at_any_moment_it_loses_nothing_and_repeats_only_what_was_in_flight(tmp_path, ledger):
    series = await kill(tmp_path, ledger, kills=3, waiting=WAITING)
    assert series.lost == 0
    assert series.unfounded == 0
    assert series.repeats <= sum(map(len, series.in_flight))
    assert series.ledger.check() == "ok"


async def test_told_to_stop_it_finishes_what_is_in_flight_and_leaves_the_rest_for_later(
    telegram, crowd, ledger, program
):
    telegram.faults.often(1.0, delay(0.2, 0.3), "sendMessage")
    crowd.fill(BACKLOG)
    await crowd.until_answers(1, PATIENCE_SECONDS)
    assert await program.stop(signal.SIGTERM, STOPPED_SECONDS) == 0
    answered = {one.update for one in crowd.questions.values() if one.heard}
    assert 0 < len(answered) < BACKLOG
    assert answered <= ledger.done()
    telegram.faults.clear()
    await program.start()
    assert await crowd.until_all(PATIENCE_SECONDS)
    await settled(telegram, ledger, PATIENCE_SECONDS)
    assert [one.repeats for one in crowd.questions.values()] == [0] * BACKLOG
    assert await program.stop() == 0


async def test_a_second_signal_ends_it_at_once(telegram, crowd, program):
    """Telegram takes a message and never answers, so that there is something to wait for."""
    telegram.faults.often(1.0, SILENCE, "sendMessage")
    crowd.fill(3)
    await telegram.asked("sendMessage")
    program.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.5)
    assert program.process.returncode is None
    assert await program.stop(signal.SIGTERM, 2.0) != 0


async def test_a_second_one_on_the_same_database_is_refused_and_the_first_goes_on(
    telegram, crowd, ledger, program, tmp_path
):
    crowd.asks()
    assert await crowd.until_all(PATIENCE_SECONDS)
    (tmp_path / "second").mkdir()
    second = yuanwen(tmp_path / "second", telegram, ledger)
    await second.start()
    assert await asyncio.wait_for(second.process.wait(), PATIENCE_SECONDS) != 0
    (sentence,) = second.written.strip().splitlines()
    assert "Traceback" not in sentence
    crowd.asks()
    assert await crowd.until_all(PATIENCE_SECONDS)
    assert await program.stop() == 0


async def test_it_answers_again_when_telegram_was_away(telegram, crowd, program):
    crowd.asks()
    assert await crowd.until_all(PATIENCE_SECONDS)
    port = int(telegram.url.rsplit(":", 1)[1])
    await telegram.stop()
    crowd.fill(5)
    await asyncio.sleep(1.0)
    assert program.process.returncode is None
    await telegram.start(port)
    assert await crowd.until_all(PATIENCE_SECONDS)
    assert await program.stop() == 0


FAULTS = {
    "a gateway that fails": (error(502), 1),
    "a server that fails": (error(500), 1),
    "a server that is away": (error(503), 1),
    "cut off before it arrived": (RESET_BEFORE, 1),
    "cut off after it arrived": (RESET_AFTER, 2),
    "never answered": (SILENCE, 2),
}


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS)
async def test_an_answer_that_may_not_have_arrived_goes_out_again(telegram, crowd, ledger, program, case):
    """At least once: what may have arrived comes twice rather than never."""
    fault, copies = case
    telegram.faults.once("sendMessage", fault)
    question = crowd.asks()
    assert await crowd.until_all(PATIENCE_SECONDS)
    await settled(telegram, ledger, PATIENCE_SECONDS)
    assert len(question.heard) == copies
    assert await program.stop() == 0
