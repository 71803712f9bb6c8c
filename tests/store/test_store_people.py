"""What is kept of people: the language they chose, the questions that got no answer, whether answers helped."""

import pytest
from store_kit import BOT, NOW, OTHER, everything, size, written

from bot.store import feedback, languages, missed
from bot.store.feedback import PairFeedback
from bot.store.missed import MissedQuestion
from bot.store.tables import feedback as feedback_table
from bot.store.tables import missed as missed_table
from bot.store.tables import people

ANN, BEN = "a" * 32, "b" * 32


async def test_a_language_is_chosen_changed_and_given_up(database):
    assert await languages.chosen(database, BOT, ANN) is None
    await written(database, languages.choose(database, BOT, ANN, "en", NOW))
    await written(database, languages.choose(database, BOT, ANN, "zh-Hant", NOW + 1))
    assert await languages.chosen(database, BOT, ANN) == "zh-Hant"
    assert await languages.chosen(database, BOT, BEN) is None
    assert await languages.chosen(database, OTHER, ANN) is None
    await written(database, languages.choose(database, BOT, ANN, None, NOW + 2))
    assert await size(database, people) == 0


def miss(database, message, question, at=NOW, *, bot=BOT, person=ANN, nearest=("one/a",), reason="unknown"):
    return missed.put(database, bot, message, person=person, question=question, reason=reason, nearest=nearest, at=at)


async def test_missed_questions_come_newest_first_the_same_words_once(database):
    await written(
        database,
        miss(database, "1", "几点开门?", NOW, reason="unsure", nearest=("one/old",)),
        miss(database, "2", "电话是多少?", NOW + 1, nearest=()),
        miss(database, "3", "几点开门?", NOW + 2, person=None, nearest=("one/a", "two/b")),
        miss(database, "4", "几点开门?", NOW + 3, bot=OTHER),
    )
    assert await missed.newest(database, BOT, 10) == [
        MissedQuestion("几点开门?", "unknown", ("one/a", "two/b"), NOW + 2, 2),
        MissedQuestion("电话是多少?", "unknown", (), NOW + 1, 1),
    ]
    assert [found.question for found in await missed.newest(database, BOT, 1)] == ["几点开门?"]
    assert await missed.count(database, BOT) == 3


async def test_an_edited_question_takes_the_place_of_what_it_was_or_goes(database):
    await written(database, miss(database, "1", "几点"), miss(database, "1", "几点开门?", NOW + 1))
    assert [found.question for found in await missed.newest(database, BOT, 10)] == ["几点开门?"]
    await written(database, missed.drop(BOT, "1"))
    assert await missed.newest(database, BOT, 10) == []
    assert await missed.count(database, BOT) == 0


@pytest.mark.parametrize("question", ["a\x00b", "\ud83d", "\udc00\ud800", "x" * 100_000, "' OR 1=1--", ""])
async def test_no_question_fails_a_write(database, question):
    await written(database, miss(database, "1", question))
    found = (await missed.newest(database, BOT, 1))[0].question
    assert len(found) == len(question)
    assert "\x00" not in found


def press(database, message, person, *, helpful, pairs=("one/a",), at=NOW):
    return feedback.put(database, BOT, message, person, pairs=pairs, helpful=helpful, at=at)


async def test_the_last_press_of_a_person_under_a_message_counts(database):
    await written(database, press(database, "1", ANN, helpful=True))
    await written(database, press(database, "1", ANN, helpful=False, at=NOW + 1))
    assert await feedback.counts(database, BOT) == [PairFeedback("one/a", 0, 1)]
    assert await everything(database, feedback_table.c.at) == [(NOW + 1,)]


async def test_the_same_press_twice_counts_once(database):
    await written(database, *[press(database, "1", ANN, helpful=True)] * 3)
    assert await feedback.counts(database, BOT) == [PairFeedback("one/a", 1, 0)]


async def test_feedback_is_counted_for_each_pair_of_an_answer_worst_first(database):
    await written(
        database,
        press(database, "1", ANN, helpful=True, pairs=("one/a", "two/b")),
        press(database, "1", BEN, helpful=False, pairs=("one/a", "two/b")),
        press(database, "2", ANN, helpful=False, pairs=("two/b", "two/b")),
        press(database, "3", ANN, helpful=True, pairs=("one/a",)),
        press(database, "4", ANN, helpful=True, pairs=()),
    )
    assert await feedback.counts(database, BOT) == [PairFeedback("two/b", 1, 2), PairFeedback("one/a", 2, 1)]
    assert await feedback.counts(database, OTHER) == []


async def test_nothing_that_is_kept_of_people_holds_their_number(database):
    await written(database, miss(database, "1", "?"), press(database, "1", ANN, helpful=True))
    kept = await everything(database, missed_table) + await everything(database, feedback_table)
    assert all(isinstance(value, (int, float, str)) and str(value) != "42" for row in kept for value in row)
