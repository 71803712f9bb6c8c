"""A folder with knowledge makes a matcher, with the calibration that was fitted to it."""

import json
from importlib import resources

import pytest
from matching_texts import Meaning

from bot.encoding.cached import CachedEncoder
from bot.knowledge.loader import KnowledgeError
from bot.matching.calibration import calibration
from bot.matching.opening import CALIBRATION, CalibrationError, calibration_of, open_matcher
from bot.matching.outcome import Answer, NoAnswer

ARTICLE = "水磨又转起来了\n磨坊位于柳湾村,历时14个月,投入资金86万元。\n"
PAIRS = """article: {title: 水磨又转起来了}
pairs:
  - {id: place, question: 磨坊在哪个村?, excerpts: [磨坊位于柳湾村]}
  - {id: cost, question: 修磨坊用了多少资金?, excerpts: [投入资金86万元]}
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in {"articles/mill.txt": ARTICLE, "pairs/mill.yaml": PAIRS}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def fitted(folder, **limits):
    """Put a calibration there: the shipped one with other limits."""
    data = json.loads(resources.files("bot.matching").joinpath("calibration.json").read_text(encoding="utf-8"))
    data["limits"] |= limits
    (folder / CALIBRATION).write_text(json.dumps(data), encoding="utf-8")


def test_without_one_the_shipped_calibration_serves(folder):
    assert calibration_of(folder) is calibration()
    outcome, _ = open_matcher(folder).ask("请问磨坊在哪个村呀")
    assert isinstance(outcome, Answer)
    assert outcome.matches[0].pair == "mill/place"


def test_its_own_calibration_decides(folder):
    fitted(folder, answer=1.0, hushed=1.0, offer=1.0)
    assert calibration_of(folder).answer == 1.0
    matcher = open_matcher(folder)
    assert isinstance(matcher.ask("请问磨坊在哪个村呀")[0], NoAnswer)
    assert isinstance(matcher.ask("磨坊在哪个村")[0], Answer), "a phrasing is a phrasing"


def test_a_calibration_is_of_its_folder_alone(folder):
    fitted(folder, answer=1.1)
    open_matcher(folder)
    assert calibration().answer != 1.1


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"\xff\xfe{", b"[" * 100_000, b'{"limits": {}, "models": {}}', b"\xef\xbb\xbf{}"],
    ids=["empty", "an empty table", "no utf-8", "brackets without end", "of another version", "with a mark"],
)
def test_a_broken_calibration_is_one_clear_sentence(folder, content):
    """Where, what, and how to mend it."""
    (folder / CALIBRATION).write_bytes(content)
    with pytest.raises(CalibrationError) as caught:
        open_matcher(folder)
    said = str(caught.value)
    assert said.startswith(f"{folder / CALIBRATION}:1: ")
    assert "yuanwen fit" in said
    assert "\n" not in said
    assert len(said) < len(str(folder)) + 250


def test_a_calibration_for_other_scores_says_so(folder):
    fitted(folder)
    data = json.loads((folder / CALIBRATION).read_text())
    data["models"]["latin"]["rank"].pop()
    (folder / CALIBRATION).write_text(json.dumps(data))
    with pytest.raises(CalibrationError, match="latin: rank has 34 numbers where 35 belong"):
        open_matcher(folder)


def test_a_folder_in_its_place_is_said(folder):
    (folder / CALIBRATION).mkdir()
    with pytest.raises(CalibrationError, match="can't be read"):
        open_matcher(folder)


def test_bad_knowledge_is_said_first(folder):
    (folder / "pairs/mill.yaml").write_text("pairs: 5", encoding="utf-8")
    (folder / CALIBRATION).write_text("{}")
    with pytest.raises(KnowledgeError):
        open_matcher(folder)


def test_an_encoder_serves(folder):
    assert open_matcher(folder).search("money", 5) == ()
    found = open_matcher(folder, CachedEncoder(Meaning())).search("money", 5)
    assert found[0].pair == "mill/cost"
