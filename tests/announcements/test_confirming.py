"""Confirmed once however often, and which messages show an announcement; on both databases."""

import asyncio
from functools import partial

import pytest
from announced_kit import BOT, a_plan
from planned_kit import NOON, ZONE, happened, planned

from bot.announcements import cards, plans
from bot.announcements.confirming import confirm, turn_on
from bot.announcements.model import Content, Plan, Schedule
from bot.store import notes
from bot.store.announced import UNDER_WAY

CHAT, KEY = 7, "draft:x"


def remembered(database, key, value=1):
    return notes.put(database, BOT, CHAT, key, value, until=NOON + 60)


@pytest.fixture
async def confirming(database):
    """A draft lies in the notes; confirming it is one call."""
    async with database.write() as connection:
        draft = remembered(database, KEY)
        await connection.execute(draft.statement, draft.row)
    kept = partial(remembered, database, "planned")
    dropped = notes.drop(BOT, CHAT, KEY)
    return partial(confirm, database, BOT, a_plan(), "ann", NOON, approval=False, dropped=dropped, kept=kept)


async def test_of_two_that_confirm_at_once_one_does(database, confirming):
    """Two devices, or the same press in two processes."""
    made = await asyncio.gather(*(confirming() for _ in range(4)))
    (number,) = [one for one in made if one is not None]
    assert len(await plans.every(database, BOT)) == 1
    found = await notes.load(database, BOT, CHAT, [KEY, "planned"], NOON)
    assert found == {"planned": number}


async def test_what_goes_wrong_leaves_the_draft(database, confirming):
    def kept(_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await partial(confirming, kept=kept)()
    assert await plans.every(database, BOT) == []
    assert KEY in await notes.load(database, BOT, CHAT, [KEY], NOON)


async def test_one_for_now_leaves_time_to_undo_and_one_with_approval_waits(database):
    plan = Plan(Content("daily"), a_plan().audience, Schedule("now", ZONE))
    number = await turn_on(database, BOT, plan, "ann", NOON, approval=True)
    found = await plans.get(database, BOT, number)
    assert (found.state, found.next_at, found.planned_by) == ("waiting", NOON + 5, "ann")


async def test_a_template_is_turned_on_once_until_it_is_off(database):
    plan = Plan(
        Content("template", "spring"), a_plan().audience, Schedule("cron", ZONE, cron="0 9 * * *"), template="spring"
    )
    first = await turn_on(database, BOT, plan, "ann", NOON, approval=False)
    assert await turn_on(database, BOT, plan, "ben", NOON, approval=False) is None
    assert [one.id for one in await plans.every(database, BOT)] == [first]


async def shown(database, number):
    return (await plans.get(database, BOT, number)).cards


async def test_a_person_has_one_card_of_an_announcement(database):
    number = await planned(database)
    await cards.show(database, BOT, number, "ann", 5)
    await cards.show(database, BOT, number, "ben", 6)
    await cards.show(database, BOT, number, "ann", 9)
    assert await shown(database, number) == (("ben", 6), ("ann", 9))
    await cards.hide(database, BOT, number, "ben")
    assert await shown(database, number) == (("ann", 9),)
    await cards.hide(database, BOT, 99, "ben")


async def test_of_two_that_claim_a_card_one_sends_it(database):
    number = await planned(database, state="waiting")
    assert sorted(await asyncio.gather(*(cards.claim(database, BOT, number, "ann") for _ in range(4)))) == [
        False
    ] * 3 + [True]
    assert await shown(database, number) == (("ann", cards.NOWHERE),)
    assert [one.id for one in await cards.waiting(database, BOT)] == [number]
    assert await cards.waiting(database, BOT + 1) == []


async def test_what_stirs_is_under_way_or_was_changed_and_has_a_card(database):
    still, moving, unseen = [await planned(database) for _ in range(3)]
    for number in (still, moving):
        await cards.show(database, BOT, number, "ann", number)
    for number in (moving, unseen):
        await happened(database, number, state=UNDER_WAY)
    assert await cards.stirred(database, BOT, NOON + 1) == {moving}
    assert await cards.stirred(database, BOT, NOON) == {still, moving}


async def test_what_began_and_what_ended_is_found(database):
    before = await cards.newest(database)
    number = await planned(database)
    await happened(database, number, ended_at=NOON)
    assert await cards.begun(database, BOT, before) == {number}
    assert await cards.begun(database, BOT, await cards.newest(database)) == set()
    assert await cards.ended(database, BOT, NOON - 1) == {number}
    assert await cards.ended(database, BOT, NOON + 1) == set()
