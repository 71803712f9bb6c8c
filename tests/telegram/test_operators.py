"""What those who run the bot are told: each once, whoever else can't be reached."""

import pytest
from telegram_world import ANN, BEN, Refusal, texts

from bot.replies import knowledge_taken_reply
from bot.telegram.operators import Operators

BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")


@pytest.fixture
def operators(world):
    return Operators(world.application, [ANN["id"], BEN["id"]])


@pytest.fixture
def tell(world, operators):
    """Tell some news: whether all know, and who was written to."""

    async def told(news):
        before = len(world.recorder.calls)
        known = await operators.tell(news, lambda words: knowledge_taken_reply(1, words))
        return known, [call["chat_id"] for call in world.recorder.calls[before:]]

    return told


async def test_each_is_told_in_their_language(world, tell):
    assert await tell("a") == (True, [ANN["id"], BEN["id"]])
    assert len(texts(world.recorder.calls)) == 2


async def test_nobody_is_told_the_same_twice_in_a_row(tell):
    await tell("a")
    assert await tell("a") == (True, [])
    assert await tell("b") == (True, [ANN["id"], BEN["id"]])
    assert await tell("a") == (True, [ANN["id"], BEN["id"]])


async def test_who_refuses_the_bot_for_good_counts_as_told(world, tell):
    world.recorder.refusals["sendMessage"] = [BLOCKED]
    assert (await tell("a"))[0]
    assert await tell("a") == (True, [])


async def test_who_could_not_be_reached_is_told_the_next_time_and_nobody_else(world, tell):
    trouble = world.recorder.refusals["sendMessage"] = [Refusal(401, "Unauthorized")] * 99  # of the bot, not of a chat
    known, tried = await tell("a")
    assert (known, set(tried)) == (False, {ANN["id"], BEN["id"]})
    del trouble[len([one for one in tried if one == ANN["id"]]) :]  # those that Ann's sending meets
    known, tried = await tell("a")
    assert (known, tried[-1]) == (False, BEN["id"])
    assert await tell("a") == (True, [ANN["id"]])
    assert await tell("a") == (True, [])
