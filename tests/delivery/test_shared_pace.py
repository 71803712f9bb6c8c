"""One pace for several processes on a real PostgreSQL: four of them on a stand-in that keeps limits to the letter."""

import asyncio
import json
import os
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fresh import ROOT
from pace_process import BOT
from structlog.testing import capture_logs

from bot.delivery import shared as module
from bot.delivery.errors import NotSent
from bot.delivery.gate import Held, NotYet
from bot.delivery.pace import IN_MINUTE, OVERALL, SECOND, Pace
from bot.delivery.sender import SLACK_SECONDS, Sender
from bot.delivery.shared import SharedPace
from bot.delivery.shared_sql import EACH, FIRST, IN_ROW, LENT, TOKENS
from bot.preview.faults import delay, flood
from bot.preview.limits import NONE
from bot.preview.standin import StandIn
from bot.store.opening import open_database

SCRIPT = Path(__file__).with_name("pace_process.py")
PROCESSES = 4
MANY = 12
"""Messages a second that a busy machine manages too; how many it really is, a benchmark tells."""
NETWORK = delay(0.025, 0.025)
PERSON, GROUP = 10**11, -(10**11)

TOKEN_ROWS = f"SELECT count(*) FROM slots WHERE chat < {FIRST + TOKENS}"  # noqa: S608 - of a number of ours
CHAT_ROWS = f"SELECT chat FROM slots WHERE chat >= {FIRST + TOKENS} ORDER BY chat"  # noqa: S608 - the same
LATER = "UPDATE slots SET next_at = next_at - {by}, announcement_at = announcement_at - {by} WHERE chat = {chat}"


@pytest.fixture
async def database(postgresql_url):
    async with open_database(postgresql_url) as database:
        yield database


@pytest.fixture
async def gate(database):
    async with SharedPace(database, BOT) as gate:
        yield gate


@pytest.fixture
async def other(database):
    """Another process's."""
    async with SharedPace(database, BOT) as gate:
        yield gate


@pytest.fixture
def sql(postgresql, postgresql_url):
    """Runs statements as the database's administrator."""
    return lambda *statements: postgresql.run(*statements, database=postgresql_url.database)


@pytest.fixture
async def telegram():
    async with StandIn() as telegram:
        telegram.faults.often(1.0, NETWORK)
        yield telegram


async def passed(gate, chat, urgency="answer"):
    """Let a message through, and let it end at once."""
    gate.leave(ticket := await gate.enter(chat, urgency))
    await asyncio.gather(*gate._beside)
    return ticket


@asynccontextmanager
async def announcing(database, telegram, number):
    """Processes that announce to so many people, all at once; leaving waits for them."""
    people = [telegram.person(f"p{count}") for count in range(number)]
    for person in people:
        person.user.has_started = True
    address = database.url.render_as_string(hide_password=False)
    processes = [await started(address, telegram.url, people[part::PROCESSES]) for part in range(PROCESSES)]
    try:
        for process in processes:
            assert await process.stdout.readline() == b"ready\n"
        for process in processes:
            process.stdin.write(b"\n")
        yield people
        assert [await process.wait() for process in processes] == [0] * PROCESSES
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
            await process.communicate()


async def started(address, api, people):
    return await asyncio.create_subprocess_exec(
        *(sys.executable, SCRIPT, address, api, json.dumps([person.id for person in people])),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


async def test_four_processes_keep_one_pace_and_people_are_answered_meanwhile(database, gate, telegram):
    """Telegram's windows refuse nothing, and yet nearly all that they allow goes out."""
    sender, waits = Sender(Pace(), gate=gate), []

    async def ask(chat):
        async def answer(chat):
            await asyncio.sleep(0.05)
            telegram.world.windows.enter(chat, telegram.world.clock(), in_minute=False)

        asked = time.monotonic()
        await sender.send(answer, chat)
        waits.append(time.monotonic() - asked)

    async with announcing(database, telegram, 260) as people:
        for number in range(8):
            await asyncio.sleep(0.7)
            await ask(PERSON + number)
    sent = [call.at for call in telegram.calls("sendMessage")]
    assert telegram.world.journal.codes[429] == 0
    assert [len(person.room.sent) for person in people] == [1] * len(people)
    assert (len(sent) + len(waits)) / (sent[-1] - sent[0]) >= MANY
    assert max(waits) < 260 / MANY / 2  # not behind the announcements


async def test_a_429_stops_all_processes_until_its_time_has_come(database, telegram):
    telegram.faults.once("sendMessage", *[NETWORK] * 30, flood(2))
    async with announcing(database, telegram, 100) as people:
        pass
    calls = telegram.calls("sendMessage")
    refused = [call for call in calls if call.code == 429]
    assert len(refused) == 1
    on_the_way = 0.1
    silent = [call.at - refused[0].at for call in calls if refused[0].at + on_the_way < call.at]
    assert min(silent) >= 2
    assert [len(person.room.sent) for person in people] == [1] * len(people)


async def test_a_killed_process_leaves_no_gap_for_long(database, telegram, sql):
    """Its tokens come back by themselves."""
    telegram.limits = NONE
    async with SharedPace(database, BOT) as killed:
        for number in range(TOKENS):
            await killed.enter(PERSON + number, "answer")
    assert int(sql(TOKEN_ROWS)) == TOKENS
    async with SharedPace(database, BOT) as gate, asyncio.timeout(LENT + 2):
        await gate.enter(PERSON - 1, "announcement")


async def test_a_message_takes_a_token_and_gives_it_back_a_second_after_its_end(gate, sql):
    ticket = await gate.enter(PERSON, "answer")
    ahead = "SELECT next_at - extract(epoch FROM clock_timestamp()) FROM slots"
    assert LENT - 1 < float(sql(f"{ahead} WHERE chat = {ticket.number}")) < LENT
    gate.leave(ticket)
    await asyncio.gather(*gate._beside)
    for chat in (ticket.number, PERSON):
        assert SECOND - 0.9 < float(sql(f"{ahead} WHERE chat = {chat}")) <= SECOND


async def test_announcements_leave_the_last_token_to_an_answer(gate, other):
    for number in range(OVERALL):
        await gate.enter(PERSON + number, "answer")
    waiting = asyncio.create_task(gate.enter(PERSON - 1, "announcement"))
    async with asyncio.timeout(LENT / 2):
        await other.enter(PERSON - 2, "answer")
    assert not waiting.done()
    waiting.cancel()


async def test_an_answer_waits_for_a_token_that_comes_back(gate, other):
    taken = [await gate.enter(PERSON + number, "answer") for number in range(TOKENS)]
    waiting = asyncio.create_task(other.enter(PERSON - 1, "answer"))
    await asyncio.sleep(0.1)
    gate.leave(taken[0])
    ticket = await waiting
    assert ticket.number == taken[0].number


async def test_nobody_takes_a_token_twice(gate, other):
    tickets = await asyncio.gather(
        *((gate, other)[number % 2].enter(PERSON + number, "answer") for number in range(TOKENS))
    )
    assert len({ticket.number for ticket in tickets}) == TOKENS


async def test_a_token_that_others_have_by_now_is_not_given_back(gate, other, sql):
    ticket = await gate.enter(PERSON, "answer")
    sql("UPDATE slots SET next_at = 0")  # as it would be after a long time
    taken = [await other.enter(PERSON + number, "answer") for number in range(TOKENS)]
    before = sql("SELECT chat, next_at FROM slots ORDER BY chat")
    gate.leave(ticket)
    await asyncio.gather(*gate._beside)
    assert len(taken) == TOKENS
    assert sql("SELECT chat, next_at FROM slots ORDER BY chat") == before


@pytest.mark.parametrize("chat", [PERSON, GROUP])
async def test_a_chat_has_its_second_whichever_process_sends(gate, other, chat):
    await passed(gate, chat)
    with pytest.raises(NotYet) as refusal:
        await other.enter(chat, "answer")
    assert 0 < refusal.value.seconds <= SECOND
    await passed(other, chat - 1)


async def test_two_processes_that_ask_for_one_chat_at_once(gate, other):
    outcomes = await asyncio.gather(*(one.enter(PERSON, "answer") for one in (gate, other)), return_exceptions=True)
    assert sorted(isinstance(outcome, NotYet) for outcome in outcomes) == [False, True]


@pytest.mark.parametrize(("chat", "most"), [(GROUP, IN_ROW), (PERSON, 2 * IN_ROW)])
async def test_a_group_gets_so_many_in_a_row_a_person_has_no_such_limit(gate, sql, chat, most):
    for _ in range(most):
        await passed(gate, chat)
        sql("UPDATE slots SET next_at = 0")  # a second later
    if chat == GROUP:
        with pytest.raises(NotYet):
            await gate.enter(chat, "answer")
        sql(LATER.format(by=EACH, chat=GROUP))
    await passed(gate, chat)


def test_all_processes_together_send_a_group_no_more_than_telegram_takes():
    assert IN_ROW + 60 / EACH < IN_MINUTE


async def test_a_silence_is_known_to_all_at_once_and_only_grows(gate, other):
    await gate.hold(30.0)
    await gate.hold(3.0)
    assert 29 < await other.silence() <= 30
    for urgency in ("answer", "announcement"):
        with pytest.raises(Held) as refusal:
            await other.enter(PERSON, urgency)
        assert 29 < refusal.value.seconds <= 30


async def test_a_silence_is_written_down_even_if_whoever_met_it_is_stopped(gate, other):
    meeting = asyncio.create_task(gate.hold(30.0))
    await asyncio.sleep(0)
    meeting.cancel()
    await asyncio.gather(meeting, return_exceptions=True)
    await asyncio.gather(*gate._beside)
    assert await other.silence() > 29


async def test_a_silence_that_is_over_holds_nobody(gate, other):
    await gate.hold(0.05)
    await asyncio.sleep(0.1)
    assert await other.silence() == 0
    await other.enter(PERSON, "answer")


async def test_a_sender_behind_the_gate_keeps_a_silence_of_another_process(gate, other):
    await other.hold(SLACK_SECONDS)
    sent = []

    async def request(chat):
        sent.append(chat)

    before = time.monotonic()
    await Sender(Pace(), gate=gate).send(request, PERSON)
    assert sent == [PERSON]
    assert time.monotonic() - before >= SLACK_SECONDS - 0.05


async def test_a_clock_that_is_put_back_by_a_day_silences_nobody(gate, sql):
    await passed(gate, PERSON)
    sql("UPDATE slots SET next_at = next_at + 86400, announcement_at = announcement_at + 86400")
    async with asyncio.timeout(2):
        await gate.enter(PERSON, "announcement")


async def test_bots_on_one_database_keep_apart(database, gate):
    await gate.hold(30.0)
    async with SharedPace(database, BOT + 1) as apart:
        assert await apart.silence() == 0
        await apart.enter(PERSON, "announcement")


async def test_chats_that_count_no_more_are_forgotten(gate, sql):
    """A private chat's number is a person's."""
    await passed(gate, PERSON)
    await passed(gate, GROUP)
    sql(LATER.format(by=60, chat=PERSON))
    gate._tidy_at = 0.0
    await passed(gate, PERSON + 1)
    assert sql(CHAT_ROWS).split() == [str(chat) for chat in (GROUP, 0, PERSON + 1)]
    assert int(sql(TOKEN_ROWS)) == TOKENS


async def test_without_the_database_people_are_answered_and_nothing_is_announced(gate, postgresql, monkeypatch):
    """And as soon as it is back everything is as before."""
    monkeypatch.setattr(module, "AWAY", 0.2)
    await passed(gate, PERSON)
    postgresql.stop()
    try:
        with capture_logs() as lines:
            before = time.monotonic()
            for number in range(4):
                await passed(gate, PERSON + number)
            assert time.monotonic() - before >= 3 / module.ALONE
            with pytest.raises(NotSent):
                await gate.enter(PERSON, "announcement")
            assert await gate.silence() == 0
            await gate.hold(1.0)
        assert {line["event"] for line in lines} == {"no shared pace; each process keeps its own"}
    finally:
        postgresql.start()
    for _ in range(10):
        if hasattr(await passed(gate, PERSON - 1), "number"):
            return
        await asyncio.sleep(SECOND)
    pytest.fail("it stays without a shared pace")


async def test_tokens_that_somebody_deleted_are_made_again(gate, sql):
    sql("DELETE FROM slots")
    await passed(gate, PERSON)
    assert hasattr(await passed(gate, PERSON + 1), "number")
