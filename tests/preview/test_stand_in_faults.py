"""What goes wrong on demand, and that it goes wrong as it does in nature: before or after the request took effect."""

import asyncio

import aiohttp
import pytest

from bot.preview.faults import RESET_AFTER, RESET_BEFORE, SILENCE, Faults, delay, error, flood


async def send(bot, ann, text="x"):
    return await bot("sendMessage", chat_id=ann.id, text=text)


@pytest.mark.parametrize("code", [409, 500, 502, 503, 504])
async def test_an_error_has_no_effect_and_comes_once(telegram, bot, ann, code):
    telegram.faults.once("sendMessage", error(code))
    assert (await send(bot, ann))["error_code"] == code
    assert ann.room.sent == []
    assert (await send(bot, ann))["text"] == "x"


async def test_a_flood_names_the_seconds(telegram, bot, ann):
    telegram.faults.once("sendMessage", flood(7))
    refused = await send(bot, ann)
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 7})


@pytest.mark.parametrize(("fault", "arrived"), [(RESET_BEFORE, 0), (RESET_AFTER, 1)], ids=["before", "after"])
async def test_a_connection_is_cut_before_or_after_the_effect(telegram, bot, ann, fault, arrived):
    telegram.faults.once("sendMessage", fault)
    with pytest.raises(aiohttp.ClientOSError):
        await send(bot, ann)
    assert len(ann.room.sent) == arrived
    assert [call.code for call in telegram.calls("sendMessage")] == [0]


async def test_silence_takes_effect_and_never_answers(telegram, bot, ann):
    telegram.faults.once("sendMessage", SILENCE)
    asked = asyncio.ensure_future(send(bot, ann))
    assert (await ann.hears()).text == "x"
    assert not asked.done()
    asked.cancel()
    await asyncio.wait({asked})


async def test_a_delay_is_only_that(telegram, bot, ann):
    telegram.faults.once("sendMessage", delay(0.01))
    assert (await send(bot, ann))["text"] == "x"


async def test_a_delay_after_the_effect_leaves_the_bot_without_its_answer(telegram, bot, ann):
    """The moment in which a bot that is killed can't know whether its message arrived."""
    telegram.faults.once("sendMessage", delay(0.0, after=60.0))
    asked = asyncio.ensure_future(send(bot, ann))
    assert (await ann.hears()).text == "x"
    assert [call.code for call in telegram.calls("sendMessage")] == [200]
    assert not asked.done()
    asked.cancel()
    await asyncio.wait({asked})


async def test_any_method_may_be_meant_and_all_may_be_called_off(telegram, bot, ann):
    telegram.faults.once("*", error(500))
    assert (await bot("getMe"))["error_code"] == 500
    telegram.faults.often(1.0, error(502), "sendMessage")
    assert (await bot("getMe"))["is_bot"] is True
    assert (await send(bot, ann))["error_code"] == 502
    telegram.faults.clear()
    assert (await send(bot, ann))["text"] == "x"


def test_chance_repeats_itself_with_its_seed():
    def drawn(seed):
        faults = Faults(seed)
        faults.often(0.3, error(500))
        return [faults.draw("sendMessage") is not None for _ in range(200)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert 30 < sum(drawn(1)) < 90
