"""Who floods a chat is slowed there, and only there."""

import pytest
from telegram_knowledge import TREES
from telegram_world import ANN, BEN, GROUP, PRIVATE

from bot.telegram.flood import MESSAGE_LIMIT, SILENCE_SECONDS, WINDOW_SECONDS, enter


def verdicts(limit, times):
    found, visits = [], None
    for time in times:
        verdict, visits = enter(visits, limit, time)
        found.append(verdict)
    return found


def test_a_few_pass_then_one_notice_then_silence():
    assert verdicts(3, range(7)) == ["pass"] * 3 + ["notice"] + ["silence"] * 3


def test_after_the_silence_it_starts_over():
    after = [SILENCE_SECONDS - 1, SILENCE_SECONDS, SILENCE_SECONDS]
    assert verdicts(2, [0, 0, 0, 0, *after])[4:] == ["silence", "pass", "pass"]


def test_who_asks_slowly_never_meets_it():
    assert set(verdicts(2, range(0, 1000, int(WINDOW_SECONDS)))) == {"pass"}


def test_a_clock_that_is_put_back_silences_nobody_for_long():
    assert verdicts(1, [10_000, 10_000, 10_001, 5000, 5000]) == ["pass", "notice", "silence", "pass", "notice"]


@pytest.mark.parametrize("text", [TREES, "/help", "/nonsense"])
async def test_twenty_messages_get_a_few_answers_and_one_notice(world, text):
    calls = [call for _ in range(20) for call in await world.say(text)]
    assert len(calls) == MESSAGE_LIMIT + 1
    assert "快" in calls[-1]["text"]
    assert "快" not in calls[-2]["text"]


async def test_others_in_the_chat_and_the_same_person_elsewhere_are_served(world):
    for _ in range(20):
        await world.say(f"/ask {TREES}", GROUP, ANN)
    assert "三百棵" in (await world.say(f"/ask {TREES}", GROUP, BEN))[0]["text"]
    assert "三百棵" in (await world.say(TREES, PRIVATE, ANN))[0]["text"]


async def test_chatter_that_is_not_for_the_bot_costs_nothing(world):
    for _ in range(50):
        await world.say("今天的梨真甜", GROUP)
    assert len(await world.say(f"/ask {TREES}", GROUP)) == 1


async def test_edits_count_too(world):
    message = world.message(TREES)
    await world.hear(message)
    calls = [call for i in range(20) for call in await world.edit(message, f"{TREES}{i}")]
    assert len(calls) == MESSAGE_LIMIT


async def test_service_resumes_after_a_while(world):
    for _ in range(20):
        await world.say(TREES)
    world.now += SILENCE_SECONDS + 1
    assert "三百棵" in (await world.say(TREES))[0]["text"]
