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
