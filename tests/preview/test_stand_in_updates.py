"""How the stand-in hands out updates. Sources: Bot API getUpdates and setWebhook, as the platform's pages tell them."""

import asyncio

import pytest

from bot.preview import updates as limits


def texts(found):
    return [content["text"] for _, content in found]


async def test_what_waits_comes_in_order_until_a_higher_offset_confirms_it(bot, ann):
    """Source: getUpdates, "an update is considered confirmed as soon as getUpdates is called with an offset higher"."""
    ann.says("一")
    ann.says("二")
    first = await bot("getUpdates")
    again = await bot("getUpdates", offset=first[0]["update_id"])
    assert first == again
    assert [update["message"]["text"] for update in first] == ["一", "二"]
    assert [u["message"]["text"] for u in await bot("getUpdates", offset=first[1]["update_id"])] == ["二"]
    assert await bot("getUpdates", offset=first[1]["update_id"] + 1) == []


async def test_whoever_drives_it_knows_the_number_of_the_newest(telegram, bot, ann):
    assert telegram.world.updates.newest == 0
    ann.says("一")
    assert [update["update_id"] for update in await bot("getUpdates")] == [telegram.world.updates.newest]


async def test_a_poll_waits_for_the_first_update(telegram, bot, ann):
    """Source: getUpdates, `timeout`."""
    polling = asyncio.ensure_future(bot("getUpdates", timeout=50))
    await telegram.asked("getUpdates")
    ann.says("来了")
    assert (await polling)[0]["message"]["text"] == "来了"


async def test_without_a_timeout_it_answers_at_once(bot):
    assert await bot("getUpdates", timeout=0) == []


@pytest.mark.parametrize(("asked", "given"), [(1, 1), (2, 2), (100, 100), (1000, 100), (None, 100), (0, 100)])
async def test_one_answer_holds_a_hundred_at_most(bot, ann, asked, given):
    """Source: getUpdates, `limit` 1-100."""
    for number in range(120):
        ann.says(str(number))
    assert len(await bot("getUpdates", limit=asked)) == given


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(bot, ann):
    """Source: getUpdates, `offset`."""
    for text in "abc":
        ann.says(text)
    assert texts(await bot.updates(-1)) == ["c"]
    assert await bot("getUpdates") == []


async def test_updates_are_kept_for_a_day(bot, ann, clock):
    """Source: "will not be kept longer than 24 hours"."""
    ann.says("alt")
    clock.now += limits.KEPT_SECONDS / 2
    ann.says("neu")
    clock.now += limits.KEPT_SECONDS / 2 + 1
    assert texts(await bot.updates()) == ["neu"]


async def test_a_second_poller_ends_the_first(telegram, bot, ann):
    """Source: 409 "terminated by other getUpdates request"; the server fails the older request."""
    first = asyncio.ensure_future(bot("getUpdates", timeout=50))
    await telegram.asked("getUpdates")
    second = asyncio.ensure_future(bot("getUpdates", timeout=50))
    refused = await first
    assert (refused["error_code"], refused["description"][:40]) == (409, "Conflict: terminated by other getUpdates")
    ann.says("ok")
    assert len(await second) == 1


async def test_a_poller_that_has_hung_up_disturbs_nobody(telegram, bot, ann):
    first = asyncio.ensure_future(bot("getUpdates", timeout=50))
    await telegram.asked("getUpdates")
    first.cancel()
    await asyncio.wait({first})
    ann.says("ok")
    assert len(await bot("getUpdates", timeout=50)) == 1


async def test_a_webhook_forbids_polling_and_ends_a_poll(telegram, bot):
    """Source: "can't use getUpdates method while webhook is active"."""
    poll = asyncio.ensure_future(bot("getUpdates", timeout=50))
    await telegram.asked("getUpdates")
    assert await bot("setWebhook", url="http://127.0.0.1:9/") is True
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    assert (await bot.refusal("getUpdates"))[0] == 409
    assert await bot("deleteWebhook") is True
    assert await bot("getUpdates") == []


async def test_kinds_that_are_not_wanted_never_come_and_leaving_them_out_keeps_the_former(bot, ann, telegram):
    """Source: `allowed_updates`, "if not specified, the previous setting will be used"."""
    group = telegram.group("群", ann, bot="administrator")
    assert await bot("getUpdates", allowed_updates=["my_chat_member"]) == []
    ann.says("unwanted")
    assert await bot("getUpdates") == []
    ann.demotes_bot(group)
    assert [kind for kind, _ in await bot.updates()] == ["my_chat_member"]
    assert await bot("getUpdates", allowed_updates=[]) == []
    ann.says("wanted again")
    assert len(await bot.updates()) == 1


async def test_by_default_all_kinds_come_but_three(telegram, bot, ann, ben):
    """Source: default = all except chat_member, message_reaction, message_reaction_count."""
    group = telegram.group("群", ann, bot="administrator")
    ben.joins(group)
    ann.reacts("👍", ann.says("x", group))
    assert [kind for kind, _ in await bot.updates()] == ["message", "message"]
    await bot("getUpdates", allowed_updates=["chat_member", "message_reaction"])
    ben.leaves(group)
    ann.reacts("👍", ann.says("y", group))
    assert [kind for kind, _ in await bot.updates()] == ["chat_member", "message_reaction"]


async def test_the_same_updates_may_come_again_on_demand(telegram, bot, ann):
    ann.says("einmal")
    (update,) = await bot("getUpdates")
    from bot.preview.faults import AGAIN

    telegram.faults.once("getUpdates", AGAIN)
    assert await bot("getUpdates", offset=update["update_id"] + 1) == [update]
    assert await bot("getUpdates", offset=update["update_id"] + 1) == []


@pytest.mark.parametrize("number", ["1; DROP", 2**70, None, 0], ids=str)
async def test_an_update_with_a_strange_number_is_confirmed_with_the_next_one(telegram, bot, ann, number):
    """Telegram sends none; a bot that trusts whatever comes can be tried with them."""
    telegram.world.updates.force({"update_id": number, "message": {}})
    ann.says("一")
    found = await bot("getUpdates")
    assert [update["update_id"] for update in found] == [number, 2]
    assert await bot("getUpdates", offset=3) == []
    telegram.world.journal.calls.clear()  # no oracle lets such a number pass
