"""What is done about each way in which a message doesn't go out, and who goes first. Time passes at once."""

import asyncio

import pytest
from structlog.testing import capture_logs
from virtual_time import VirtualTime

from bot.delivery.errors import DeliveryError, Moved, NotSent, Refused, TooMany, Uncertain
from bot.delivery.pace import ANNOUNCEMENTS, IN_MINUTE, MINUTE, OVERALL, SECOND, Pace
from bot.delivery.sender import (
    BROKEN_RETRIES,
    CALL_PATIENCE_SECONDS,
    NOT_SENT_RETRIES,
    PATIENCE_SECONDS,
    SLACK_SECONDS,
    TIMED_OUT_RETRIES,
    Sender,
)

PERSON, GROUP, NEW_GROUP = 7, -500, -1000000000500
BROKEN, TIMED_OUT = Uncertain("x"), Uncertain("x", timed_out=True)


class Bot:
    """A sender and a Telegram that answers as told, each request after some seconds."""

    def __init__(self, *outcomes, seconds=0.0, pace=None):
        self.time = VirtualTime()
        self.held = []
        self.pace = pace or Pace()
        self.sender = Sender(self.pace, self.time, self.time.sleep, lambda: self.held.append(self.time.now - 1000))
        self.outcomes = list(outcomes)
        self.seconds = seconds
        self.made = []

    async def request(self, chat):
        """One request; written down with the moment in which it was made."""
        self.made.append((round(self.time.now - 1000, 3), chat))
        await self.time.sleep(self.seconds)
        outcome = self.outcomes.pop(0) if self.outcomes else "sent"
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def send(self, chat=PERSON, urgency="answer", **more):
        return self.sender.send(self.request, chat, urgency, **more)

    async def call(self):
        return await self.sender.call(lambda: self.request(None))

    async def sends(self, *chats, urgency="answer"):
        """Messages to chats, all at once."""
        return await self.time.gather(*(self.send(chat, urgency) for chat in chats))

    @property
    def times(self):
        return [at for at, _ in self.made]


async def test_what_goes_out_is_handed_back():
    bot = Bot("a message")
    assert await bot.sends(PERSON) == ["a message"]
    assert bot.made == [(0.0, PERSON)]


RETRIED = {
    "never sent": ([NotSent("x")] * NOT_SENT_RETRIES, "answer"),
    "never sent, an announcement": ([NotSent("x")] * NOT_SENT_RETRIES, "announcement"),
    "broken": ([BROKEN] * BROKEN_RETRIES, "answer"),
    "timed out": ([TIMED_OUT] * TIMED_OUT_RETRIES, "answer"),
    "timed out, then broken": ([TIMED_OUT, BROKEN], "answer"),
    "a bit of all": ([NotSent("x"), TooMany(3), BROKEN, NotSent("x"), TooMany(1)], "answer"),
}


@pytest.mark.parametrize(("errors", "urgency"), RETRIED.values(), ids=RETRIED)
async def test_it_is_tried_again(errors, urgency):
    bot = Bot(*errors)
    assert await bot.sends(PERSON, urgency=urgency) == ["sent"]
    assert len(bot.made) == len(errors) + 1


GIVEN_UP = {
    "never sent": ([NotSent("x")] * (NOT_SENT_RETRIES + 1), "answer"),
    "broken": ([BROKEN] * (BROKEN_RETRIES + 1), "answer"),
    "timed out": ([TIMED_OUT] * (TIMED_OUT_RETRIES + 1), "answer"),
    "broken, then timed out": ([BROKEN, TIMED_OUT], "answer"),
    "refused": ([Refused("x")], "answer"),
    "refused announcement": ([Refused("x", gone=True)], "announcement"),
    "broken announcement": ([BROKEN], "announcement"),
    "timed out announcement": ([TIMED_OUT], "announcement"),
    "unknown error": ([ValueError("x")], "answer"),
    "moved twice": ([Moved(NEW_GROUP), Moved(GROUP)], "answer"),
    "very long silence": ([TooMany(PATIENCE_SECONDS)], "answer"),
}


@pytest.mark.parametrize(("errors", "urgency"), GIVEN_UP.values(), ids=GIVEN_UP)
async def test_it_is_given_up_and_the_last_error_raised(errors, urgency):
    bot = Bot(*errors)
    (raised,) = await bot.sends(GROUP, urgency=urgency)
    assert type(raised) is type(errors[-1])
    assert len(bot.made) == len(errors)


async def test_an_announcement_of_which_nobody_knows_is_never_sent_twice():
    """Of those that nobody knows of nearly all have arrived."""
    for error in (BROKEN, TIMED_OUT):
        bot = Bot(NotSent("x"), TooMany(1), error)
        assert await bot.sends(PERSON, urgency="announcement") == [error]
        assert len(bot.made) == 3


async def test_tries_come_at_growing_distances():
    bot = Bot(*[NotSent("x")] * NOT_SENT_RETRIES)
    await bot.sends(PERSON)
    pauses = [later - earlier for earlier, later in zip(bot.times, bot.times[1:], strict=False)]
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 2 * pauses[0]


async def test_tries_again_are_logged_with_the_group_and_without_a_person():
    with capture_logs() as lines:
        await Bot(NotSent("reason")).sends(PERSON)
        await Bot(BROKEN).sends(GROUP)
    assert [(line["event"], line["error"], line.get("group")) for line in lines] == [
        ("sent again", "NotSent", None),
        ("sent again", "Uncertain", GROUP),
    ]


async def test_a_group_that_moved_gets_it_under_its_new_id():
    bot, told = Bot(Moved(NEW_GROUP)), []
    await bot.time.gather(bot.send(GROUP, moved=lambda *ids: told.append(ids)))
    assert [chat for _, chat in bot.made] == [GROUP, NEW_GROUP]
    assert told == [(GROUP, NEW_GROUP)]


async def test_a_silence_stops_all_and_costs_nobody_a_try():
    bot = Bot(TooMany(30), seconds=0.1)
    assert await bot.sends(1, 2, 3, urgency="answer") == ["sent"] * 3
    assert bot.times[:3] == [0.0, 0.0, 0.0]  # two were on their way already
    assert bot.times[3:] == [pytest.approx(30.1 + SLACK_SECONDS)]
    later = Bot(TooMany(30), seconds=0.1)
    await later.time.gather(later.send(1), *(asleep(later, 0.2, number) for number in range(2, 9)))
    assert all(at >= 30.1 + SLACK_SECONDS for at in later.times[1:])


async def asleep(bot, seconds, chat):
    """Somebody who sends a moment later."""
    await bot.time.sleep(seconds)
    return await bot.send(chat, "announcement" if chat % 2 else "answer")


async def test_a_silence_is_told_so_that_it_may_be_written_down():
    bot = Bot(TooMany(30), TooMany(2))
    await bot.sends(PERSON)
    assert bot.held == [0.0, 30.5]


async def test_silence_after_silence_is_waited_out_but_not_without_end():
    bot = Bot(*[TooMany(7)] * 50)
    assert await bot.sends(PERSON) == ["sent"]
    assert len(bot.made) == 51
    endless = Bot(*[TooMany(7)] * 900)
    (raised,) = await endless.sends(PERSON)
    assert isinstance(raised, TooMany)
    assert PATIENCE_SECONDS - 8 <= endless.times[-1] <= PATIENCE_SECONDS


async def test_those_who_wait_are_told_too_when_a_silence_gets_too_long():
    bot = Bot(TooMany(2 * PATIENCE_SECONDS), seconds=0.1)
    outcomes = await bot.sends(PERSON, PERSON, PERSON)
    assert [type(outcome) for outcome in outcomes] == [TooMany] * 3
    assert outcomes[1].seconds == pytest.approx(2 * PATIENCE_SECONDS, abs=1)
    assert len(bot.made) == 1
    (later,) = await bot.sends(PERSON + 1)
    assert isinstance(later, TooMany)


async def test_one_chat_gets_its_messages_in_order_a_second_apart():
    bot = Bot("a", "b", "c", seconds=0.2)
    assert await bot.sends(PERSON, PERSON, PERSON) == ["a", "b", "c"]
    assert bot.times == [pytest.approx(number * (0.2 + SECOND)) for number in range(3)]


async def test_a_full_group_holds_up_nobody_else():
    bot = Bot()
    await bot.sends(*[GROUP] * (IN_MINUTE + 1), *range(1, 41))
    group = [at for at, chat in bot.made if chat == GROUP]
    others = [at for at, chat in bot.made if chat != GROUP]
    assert group[-1] == pytest.approx(MINUTE)
    assert max(others) <= 2 * SECOND


async def test_answers_go_ahead_of_announcements_that_came_first():
    bot = Bot()
    announcements = [bot.send(chat, "announcement") for chat in range(1, 101)]
    answers = [bot.send(chat) for chat in range(201, 211)]
    await bot.time.gather(*announcements, *answers)
    last_answer = max(index for index, (_, chat) in enumerate(bot.made) if chat > 200)
    assert last_answer <= len(answers)


async def test_while_much_is_announced_an_answer_waits_a_moment_at_most():
    bot, waits = Bot(seconds=0.15), []

    async def ask(number):
        await bot.time.sleep(1 + number * 0.317)
        asked = bot.time.now
        await bot.send(1000 + number)
        waits.append(bot.time.now - asked - bot.seconds)

    announcements = [bot.send(chat, "announcement") for chat in range(1, 301)]
    await bot.time.gather(*announcements, *(ask(number) for number in range(30)))
    assert max(waits) < 0.15
    assert max(bot.times) < 1.2 * (300 / ANNOUNCEMENTS + 30 / OVERALL)


async def test_announcements_alone_keep_their_pace():
    bot = Bot(seconds=0.05)
    await bot.sends(*range(1, 251), urgency="announcement")
    assert max(bot.times) == pytest.approx(250 / ANNOUNCEMENTS, rel=0.05)


async def test_whoever_gives_up_waiting_leaves_no_gap():
    bot = Bot()
    tasks = [asyncio.ensure_future(bot.send(PERSON)) for _ in range(3)]
    await bot.time.settle()
    tasks[1].cancel()
    assert await bot.time.gather(tasks[0], tasks[2]) == ["sent", "sent"]
    assert bot.times == [0.0, pytest.approx(SECOND)]


@pytest.mark.parametrize("rounds", range(6))
async def test_whoever_is_stopped_on_the_way_frees_the_chat(rounds):
    """At whatever moment: waiting, just let in, or with the request in flight."""
    bot = Bot(seconds=5.0)
    first = asyncio.ensure_future(bot.send(PERSON))
    for _ in range(rounds):
        await asyncio.sleep(0)
    first.cancel()
    assert await bot.sends(PERSON) == ["sent"]


async def test_calls_wait_for_nothing_but_a_silence():
    """They count in no chat, so that a full second or a busy chat doesn't keep them."""
    bot = Bot(seconds=0.1)
    await bot.time.gather(*(bot.send(PERSON) for _ in range(3)), *(bot.call() for _ in range(2 * OVERALL)))
    assert [at for at, chat in bot.made if chat is None] == [0.0] * 2 * OVERALL


async def test_a_call_that_is_told_to_wait_holds_all_and_is_made_again():
    bot = Bot(TooMany(3))
    assert await bot.time.gather(bot.call(), asleep(bot, 0.1, PERSON), asleep(bot, 0.2, PERSON + 1)) == ["sent"] * 3
    assert bot.times == [0.0] + [pytest.approx(3 + SLACK_SECONDS)] * 3
    assert bot.held == [0.0]


async def test_a_silence_that_a_message_met_holds_calls_too():
    bot = Bot(TooMany(3))
    await bot.time.gather(bot.send(PERSON), called_after(bot, 1))
    assert bot.times == [0.0] + [pytest.approx(3 + SLACK_SECONDS)] * 2


async def called_after(bot, seconds):
    await bot.time.sleep(seconds)
    return await bot.call()


TOO_LONG = {
    "at once": [TooMany(CALL_PATIENCE_SECONDS)],
    "little by little": [TooMany(1)] * 9,
}


@pytest.mark.parametrize("errors", TOO_LONG.values(), ids=TOO_LONG)
async def test_a_call_does_not_outwait_a_long_silence(errors):
    bot = Bot(*errors)
    (raised,) = await bot.time.gather(bot.call())
    assert isinstance(raised, TooMany)
    assert bot.time.now - 1000 <= CALL_PATIENCE_SECONDS


async def test_in_a_long_silence_a_call_is_not_even_made():
    bot = Bot()
    bot.pace.hold(bot.time.now + CALL_PATIENCE_SECONDS + 1)
    (raised,) = await bot.time.gather(bot.call())
    assert raised.seconds == CALL_PATIENCE_SECONDS + 1
    assert bot.made == []


@pytest.mark.parametrize("error", [NotSent("x"), Refused("x"), BROKEN, TIMED_OUT], ids=repr)
async def test_a_call_that_fails_is_not_made_again(error):
    bot = Bot(error)
    assert await bot.time.gather(bot.call()) == [error]
    assert len(bot.made) == 1


def test_every_error_is_one_of_delivery_and_says_why():
    for error in (NotSent("why"), TooMany(3), Refused("why"), Moved(-1), Uncertain("why")):
        assert isinstance(error, DeliveryError)
        assert str(error)
