"""Two results of an evaluation compared."""

import copy
import json

import pytest

from bot.errors import YuanwenError
from bot.evaluation.against import Figure, compare, read_report


def result(name: str, verdict: str) -> dict:
    return {"id": name, "verdict": verdict, "q": f"{name}?", "confidence": 0.5}


def part(name: str, *verdicts: str, share: float = 0.5) -> dict:
    tally = {"share": share, "wrong": verdicts.count("wrong")}
    point = {"right": 0.4}
    ours = {"acc": 0.7, "far": 0.1, "brier": 0.1, "ece": 0.05, "area": 0.2, "at": {"0.95": point}, "pinyin": {}}
    return {
        "name": name,
        "kinds": {"plain": tally},
        "sorts": {"answerable": tally},
        "excerpts": {"median": 40},
        "scorers": {"yuanwen": ours},
        "results": [result(f"{name}/{number}", verdict) for number, verdict in enumerate(verdicts)],
    }


def report(*parts: dict) -> dict:
    return {"format": 1, "version": "0", "parts": list(parts)}


ORDER = ("wrong", "refused", "offered", "right")


@pytest.mark.parametrize("before", ORDER)
@pytest.mark.parametrize("now", ORDER)
def test_a_message_fares_better_or_worse_or_the_same(before, now):
    """A wrong answer is worse than none, and none is worse than choices with the right one."""
    moved = compare(report(part("a", before)), report(part("a", now))).moved
    gain = ORDER.index(now) - ORDER.index(before)
    assert [one.change for one in moved] == [] if gain == 0 else ["better" if gain > 0 else "worse"]


def test_what_moved_is_told_with_both_results():
    [moved] = compare(report(part("a", "wrong", "right")), report(part("a", "right", "right"))).moved
    assert (moved.now["id"], moved.before["verdict"], moved.now["verdict"]) == ("a/0", "wrong", "right")


def test_messages_of_one_result_alone_are_only_counted():
    found = compare(report(part("a", "right", "wrong")), report(part("a", "right"), part("b", "wrong", "wrong")))
    assert (found.moved, found.gone, found.new) == ((), 1, 2)


def test_figures_stand_side_by_side():
    old, new = part("a", "right", share=0.5), part("a", "wrong", share=0.75)
    found = compare(report(old), report(new)).figures
    assert Figure("a", "sorts.answerable.share", 0.5, 0.75) in found
    assert Figure("a", "sorts.answerable.wrong", 0, 1) in found
    assert Figure("a", "scorers.yuanwen.at.0.95.right", 0.4, 0.4) in found
    assert {figure.part for figure in found} == {"a"}


def test_a_figure_that_one_lacks_is_left_out():
    old, new = part("a", "right"), part("a", "right")
    old["scorers"] = {}
    del old["kinds"]["plain"]
    names = {figure.name for figure in compare(report(old), report(new)).figures}
    assert names == {"sorts.answerable.share", "sorts.answerable.wrong", "excerpts.median"}


def test_a_result_is_read_back_from_its_file(tmp_path):
    path = tmp_path / "old.json"
    path.write_text(json.dumps(report(part("a", "right"))), encoding="utf-8")
    assert read_report(path) == report(part("a", "right"))


def without(*keys):
    broken = copy.deepcopy(report(part("a", "right")))
    at = broken
    for key in keys[:-1]:
        at = at[key]
    del at[keys[-1]]
    return broken


USELESS = {
    "no JSON": "{",
    "too deep": "[" * 100_000,
    "a list": "[]",
    "something else": '{"id": 1}',
    "of another form": json.dumps(report() | {"format": 2}),
    "parts no list": json.dumps(report() | {"parts": 1}),
    "a part no object": json.dumps(report() | {"parts": ["a"]}),
    "no results": json.dumps(without("parts", 0, "results")),
    "no verdict": json.dumps(without("parts", 0, "results", 0, "verdict")),
    "an unknown verdict": json.dumps(report(part("a", "splendid"))),
    "no median": json.dumps(without("parts", 0, "excerpts", "median")),
    "a share in words": json.dumps(report(part("a", "right", share="half"))),
    "no scorers": json.dumps(without("parts", 0, "scorers")),
}


@pytest.mark.parametrize("text", USELESS.values(), ids=USELESS)
def test_a_file_that_holds_no_result_is_refused_with_a_sentence(tmp_path, text):
    path = tmp_path / "old.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(YuanwenError, match="--out FILE` wrote") as caught:
        read_report(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(YuanwenError, match="can't be read: No such file"):
        read_report(tmp_path / "none.json")
