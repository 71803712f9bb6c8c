"""Sliding windows and 429. Source: Bots FAQ: 30 a second in all, 1 a second a chat, 20 a minute a group."""

import pytest

from bot.preview.limits import Limits


def flood(seconds):
    return {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }


async def send(bot, chat):
    return await bot("sendMessage", chat_id=chat, text="x")


async def test_one_a_second_to_a_chat(telegram, bot, ann, clock):
    telegram.limits = Limits()
    assert "message_id" in await send(bot, ann.id)
    clock.now += 0.5
    assert await send(bot, ann.id) == flood(1)
    clock.now += 0.5
    assert "message_id" in await send(bot, ann.id)


async def test_twenty_a_minute_to_a_group(telegram, bot, ann, clock):
    telegram.limits = Limits()
    group = telegram.group("群", ann)
    for _ in range(20):
        assert "message_id" in await send(bot, group.id)
        clock.now += 2
    assert await send(bot, group.id) == flood(20)
    clock.now += 20
    assert "message_id" in await send(bot, group.id)
    assert await send(bot, group.id) == flood(2)


async def test_thirty_a_second_to_all(telegram, bot, clock):
    telegram.limits = Limits()
    people = [telegram.person(f"p{number}") for number in range(31)]
    for person in people:
        person.user.has_started = True
    answers = [await send(bot, person.id) for person in people]
    assert [answer.get("error_code") for answer in answers] == [None] * 30 + [429]
    clock.now += 1.0
    assert "message_id" in await send(bot, people[30].id)


async def test_the_window_slides(telegram, bot, clock):
    """No burst at the turn of a second: any second holds no more than the limit."""
    telegram.limits = Limits(overall=2, chat=None, group=None)
    ann = telegram.person("安")
    ann.user.has_started = True
    taken = []
    for _ in range(40):
        if "message_id" in await send(bot, ann.id):
            taken.append(clock.now)
        clock.now += 0.13
    assert all(later - earlier >= 1.0 for earlier, later in zip(taken, taken[2:], strict=False))
    assert len(taken) > 8


async def test_edits_count_and_refusals_do_not(telegram, bot, ann, clock):
    """Source: grammY's guide on floods, edits are limited too; a request that Telegram refuses sends nothing."""
    telegram.limits = Limits()
    sent = await send(bot, ann.id)
    edit = {"chat_id": ann.id, "message_id": sent["message_id"], "text": "y"}
    assert (await bot("editMessageText", **edit))["error_code"] == 429
    clock.now += 1
    assert (await bot.refusal("sendMessage", chat_id=ann.id, text=""))[0] == 400
    assert (await bot("editMessageText", **edit))["text"] == "y"


@pytest.mark.parametrize("limits", [Limits(0, None, None), Limits(None, 0, None)])
async def test_a_limit_of_nothing_lets_nothing_through(telegram, bot, ann, limits):
    telegram.limits = limits
    assert (await send(bot, ann.id))["error_code"] == 429


async def test_windows_of_chats_that_are_silent_are_forgotten(telegram, bot, clock):
    telegram.limits = Limits(overall=None)
    for number in range(1100):
        telegram.world.windows.enter(-number, clock.now, in_minute=True)
        clock.now += 0.1
    assert len(telegram.world.windows._chats) < 1010
    assert len(telegram.world.windows._groups) < 1010
    assert await bot("getUpdates") == []
