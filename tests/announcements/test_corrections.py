"""Announced pairs that were corrected or withdrawn since: found once each, corrected if wanted; on both databases."""

from dataclasses import replace

import pytest
from announced_kit import BOT, a_plan
from planned_kit import NOON, ZONE, a_knowledge, a_pair, happened, of_pair, planned, runs_of

from bot.announcements import control, corrections
from bot.announcements.content import message_of
from bot.announcements.model import Announcement, Content, Message
from bot.knowledge.model import Knowledge
from bot.store.announced import EDIT, FAILED, PENDING, RECALL, SENT, UNKNOWN

OLD = a_knowledge(
    a_pair("reopened", "磨坊在3月5日重开。"), a_pair("flour", "出粉三十袋。"), t={"daily": True, "text": "按"}
)
NEW = replace(OLD, pairs=OLD.pairs | a_knowledge(a_pair("reopened", "磨坊在3月6日重开。")).pairs)
WITHOUT = replace(OLD, pairs={"mill/flour": OLD.pairs["mill/flour"]})


async def announced(database, plan=None, states=(SENT,), due=NOON, **values):
    """A pair that was announced from the old knowledge."""
    plan = plan or of_pair()
    announcement = values.pop("announcement", None) or await planned(database, plan)
    shown = {pair: 1 for pair in OLD.pairs if pair != "mill/reopened"}
    made = message_of(plan.content, OLD, shown, 1, due=due, zone=ZONE)
    assert made.pair == "mill/reopened"
    row = {"message": made.message, "pair": made.pair, "due": due} | values
    return announcement, await happened(database, announcement, states, **row)


async def found(database, knowledge, now=NOON + 60):
    return await corrections.found(database, BOT, knowledge, now)


async def test_what_reads_as_it_was_sent_is_no_matter(database):
    await announced(database)
    assert await found(database, OLD) == []
    noted = replace(OLD, pairs={**OLD.pairs, "mill/flour": a_pair("flour", "出粉四十袋。")})
    assert await found(database, noted) == []


PLANS = [of_pair(), replace(a_plan(), content=Content("daily")), replace(a_plan(), content=Content("template", "t"))]


@pytest.mark.parametrize("plan", PLANS, ids=["pair", "daily", "template"])
async def test_a_corrected_pair_is_found(database, plan):
    announcement, run = await announced(database, plan)
    (correction,) = await found(database, NEW)
    assert (correction.announcement, correction.occurrences, correction.pair) == (announcement, (run,), "mill/reopened")
    assert "3月6日" in correction.message.text
    assert "3月6日" in correction.message.html


@pytest.mark.parametrize("plan", PLANS, ids=["pair", "daily", "template"])
async def test_a_withdrawn_pair_is_found(database, plan):
    await announced(database, plan)
    (correction,) = await found(database, WITHOUT)
    assert (correction.pair, correction.message) == ("mill/reopened", None)


async def test_a_pair_that_has_become_too_long_can_not_be_shown(database):
    await announced(database)
    (correction,) = await found(database, a_knowledge(a_pair("reopened", "字" * 5000)))
    assert correction.message is None


async def test_a_template_that_went_says_nothing_of_its_pair(database):
    await announced(database, PLANS[2])
    assert await found(database, Knowledge(OLD.articles, OLD.pairs)) == []


async def test_operators_are_asked_once_about_each_correction(database):
    await announced(database)
    (correction,) = await found(database, NEW)
    await corrections.asked(database, BOT, correction)
    assert await found(database, NEW) == []
    (withdrawn,) = await found(database, WITHOUT)
    await corrections.asked(database, BOT, withdrawn)
    assert await found(database, WITHOUT) == []
    assert await found(database, OLD) == []


async def test_a_pair_that_was_shown_several_times_is_one_question(database):
    announcement, first = await announced(database)
    _, second = await announced(database, announcement=announcement, due=NOON + 1)
    other, third = await announced(database)
    asked = [(one.announcement, one.occurrences) for one in await found(database, NEW)]
    assert asked == [(announcement, (first, second)), (other, (third,))]
    (correction, _) = await found(database, NEW)
    await corrections.asked(database, BOT, correction)
    assert [one.announcement for one in await found(database, NEW)] == [other]


@pytest.mark.parametrize(
    ("states", "values", "now"),
    [
        ((SENT,), {}, NOON + corrections.SECONDS + 1),
        ((PENDING, FAILED, UNKNOWN), {}, NOON + 60),
        ((SENT,), {"pair": None}, NOON + 60),
    ],
    ids=["long ago", "nobody has it", "no pair"],
)
async def test_what_is_not_followed(database, states, values, now):
    await announced(database, states=states, **values)
    assert await found(database, NEW, now) == []


async def test_another_bots_announcements_are_none_of_ours(database):
    await announced(database)
    assert await corrections.found(database, BOT + 1, NEW, NOON) == []


async def test_what_was_recalled_needs_no_correction(database):
    announcement, _ = await announced(database)
    await control.recall_everywhere(database, BOT, announcement, NOON)
    assert await found(database, NEW) == []


async def test_words_by_hand_are_no_quotation_any_more(database):
    announcement, _ = await announced(database)
    await control.edit_everywhere(database, BOT, announcement, Message("改用手写的话"), NOON)
    assert await found(database, NEW) == []
    assert await found(database, WITHOUT) == []


async def test_correcting_edits_what_was_sent_and_settles_the_matter(database):
    announcement, run = await announced(database)
    (correction,) = await found(database, NEW)
    assert isinstance(await corrections.correct(database, BOT, correction, NOON), Announcement)
    (edit,) = [one for one in await runs_of(database, announcement) if one.kind == EDIT]
    assert (edit.of, edit.message, edit.pair) == (run, correction.message, "mill/reopened")
    assert await found(database, NEW) == []
    (again,) = await found(database, OLD)
    assert "3月5日" in again.message.text


async def test_correcting_a_withdrawn_pair_recalls_it(database):
    announcement, run = await announced(database)
    (correction,) = await found(database, WITHOUT)
    assert isinstance(await corrections.correct(database, BOT, correction, NOON), Announcement)
    assert [(one.kind, one.of) for one in await runs_of(database, announcement) if one.of] == [(RECALL, run)]
    assert await found(database, WITHOUT) == []
