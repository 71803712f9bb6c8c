"""What is remembered for a while."""

from bot.telegram.recent import Recent


def test_a_value_is_known_until_its_time_is_over():
    recent = Recent(10, 5)
    recent.put((1, 2), "x", 0)
    assert [recent.get((1, 2), now) for now in (0, 5, 5.1, 0)] == ["x", "x", None, None]


def test_the_one_put_longest_ago_goes_first():
    recent = Recent(2, 5)
    for key in (1, 2, 1, 3):
        recent.put((key,), key, 0)
    assert [recent.get((key,), 0) for key in (1, 2, 3)] == [1, None, 3]


def test_what_is_out_of_date_goes_even_if_nobody_asks_for_it():
    recent = Recent(10, 5)
    for now in (0, 3, 7):
        recent.put((now,), now, now)
    assert len(recent) == 2
    recent.expire(9)
    assert len(recent) == 1


def test_only_the_first_time_is_the_first():
    recent = Recent(10, 5)
    assert [recent.first((1,), True, now) for now in (0, 1, 5, 6)] == [True, False, False, True]


def test_a_chat_that_changes_its_id_keeps_its_entries():
    recent = Recent(10, 5)
    recent.put((1, "a"), "x", 0)
    recent.put((2, "a"), "y", 0)
    recent.move(1, 9)
    assert [recent.get((chat, "a"), 0) for chat in (1, 2, 9)] == [None, "y", "x"]
