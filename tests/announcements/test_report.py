"""What became of announcements; on both databases."""

from announced_kit import BOT, group, subscribe
from planned_kit import NOON, happened, planned
from sqlalchemy import update

from bot.announcements import report
from bot.announcements.model import Counts, Message
from bot.announcements.report import Trouble
from bot.store.announced import (
    CLAIMED,
    DROPPED,
    EDIT,
    FAILED,
    MISSED,
    PENDING,
    SENDING,
    SENT,
    UNDER_WAY,
    UNKNOWN,
    deliveries,
)

ALL = (PENDING, CLAIMED, SENDING, SENT, FAILED, UNKNOWN, DROPPED)


async def test_nothing_is_nothing(database):
    assert await report.all(database, BOT) == []
    announcement = await planned(database)
    found = await report.of(database, BOT, announcement)
    assert (found.counts, found.runs, found.troubles) == (Counts(), (), ())
    for number in (0, 99, 2**63):
        assert await report.of(database, BOT, number) is None
    assert await report.of(database, BOT + 1, announcement) is None
    assert await report.all(database, BOT + 1) == []


async def test_deliveries_are_counted_by_where_they_stand(database):
    """One that is claimed still waits, as far as people are concerned."""
    announcement = await planned(database)
    await happened(database, announcement, ALL)
    found = await report.of(database, BOT, announcement)
    assert found.counts == Counts(pending=2, sending=1, sent=1, failed=1, unknown=1, dropped=1)
    assert found.counts.total == len(ALL)


async def test_each_time_has_its_counts_and_a_change_counts_by_itself(database):
    announcement = await planned(database)
    first = await happened(database, announcement, [SENT, FAILED], message=Message("一"))
    second = await happened(database, announcement, [SENT], due=NOON + 60, state=UNDER_WAY)
    edit = await happened(database, announcement, [SENT], kind=EDIT, of=first, due=NOON + 30)
    missed = await happened(database, announcement, [], due=NOON + 90, state=MISSED)
    found = await report.of(database, BOT, announcement)
    assert [(run.occurrence.id, run.counts.sent, run.counts.failed) for run in found.runs] == [
        (missed, 0, 0),
        (second, 1, 0),
        (edit, 1, 0),
        (first, 1, 1),
    ]
    assert found.counts == Counts(sent=2, failed=1)
    assert found.runs[-1].occurrence.message == Message("一")


async def test_what_did_not_arrive_is_told_with_chat_and_reason(database):
    """What an edit could not change is among it."""
    await subscribe(database, range(1))
    announcement = await planned(database)
    run = await happened(database, announcement, [FAILED, UNKNOWN, SENT])
    edit = await happened(database, announcement, [FAILED], kind=EDIT, of=run, due=NOON + 1)
    found = await report.of(database, BOT, announcement)
    title = f"组{group(0)}"
    assert found.troubles == (
        Trouble(edit, group(0), title, None, "failed", "because 4", NOON),
        Trouble(run, group(0), title, None, "failed", "because 4", NOON),
        Trouble(run, group(1), "", None, "unknown", "because 5", NOON),
    )


async def test_what_arrived_but_was_not_pinned_is_told_last(database):
    """With Telegram's reason; what is noted of any other one that arrived is not."""
    announcement = await planned(database)
    run = await happened(database, announcement, [SENT, SENT, UNKNOWN])
    reason = "not pinned: Bad Request: not enough rights"
    await database.work(
        lambda connection: connection.execute(
            update(deliveries).where(deliveries.c.chat == group(1)).values(reason=reason)
        )
    )
    found = await report.of(database, BOT, announcement)
    assert found.troubles == (
        Trouble(run, group(2), "", None, "unknown", "because 5", NOON),
        Trouble(run, group(1), "", None, "unpinned", "Bad Request: not enough rights", NOON),
    )
    assert found.counts == Counts(sent=2, unknown=1)


async def test_no_more_troubles_than_anybody_reads(database):
    announcement = await planned(database)
    await happened(database, announcement, [FAILED] * (report.MOST_TROUBLES + 1))
    found = await report.of(database, BOT, announcement)
    assert len(found.troubles) == report.MOST_TROUBLES
    assert found.counts.failed == report.MOST_TROUBLES + 1


async def test_the_list_has_the_newest_first(database):
    numbers = [await planned(database, state=state) for state in ("done", "cancelled", "active")]
    await happened(database, numbers[0], [SENT, SENT])
    await happened(database, numbers[0], [SENT], due=NOON + 1)
    run = await happened(database, numbers[2], [FAILED])
    await happened(database, numbers[2], [SENT], kind=EDIT, of=run, due=NOON + 1)
    found = await report.all(database, BOT)
    assert [one.announcement.id for one in found] == numbers[::-1]
    assert [one.counts for one in found] == [Counts(failed=1), Counts(), Counts(sent=3)]
