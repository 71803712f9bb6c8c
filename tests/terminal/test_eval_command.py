"""`eval` as a person or a program runs it: what it prints, what it writes, and with which code it exits."""

import io
import json
import os
import pty
from pathlib import Path

import pytest

from bot.cli import main

HOURS, TREES, NOTHING = "中心公园几点开门?", "中心公园有多少棵银杏树?", "qqqq zzzz"
QUESTIONS = [
    {"id": "a1", "kind": "plain", "q": HOURS, "gold": ["每日早六点至晚十点"]},
    {"id": "a2", "kind": "plain", "q": TREES, "gold": ["三百棵银杏树"]},
    {"id": "a3", "kind": "gibberish", "q": NOTHING, "gold": []},
]
WRONG = {"id": "a4", "kind": "near_miss", "q": HOURS, "gold": []}
LOG = [
    {"id": "g1", "from": "u1", "text": f"@yuanwen_bot {HOURS}", "expect": "answer", "gold": ["每日早六点至晚十点"]},
    {"id": "g2", "from": "u2", "text": HOURS, "expect": "silent", "gold": []},
]
INDEX = [{"cid": 1, "q": "怎么换铃声", "alias": 0}, {"cid": 2, "q": "红烧肉怎么做", "alias": 0}]
QUERIES = [
    {"q": "怎么换铃声", "cid": 1, "type": "answerable"},
    {"q": "量子力学是什么", "cid": -1, "type": "cross"},
]


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path, folder):
    """The small knowledge, an English terminal and an empty working directory."""
    for name in [name for name in os.environ if name.startswith(("YUANWEN_", "TELEGRAM_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("YUANWEN_KNOWLEDGE", str(folder))
    monkeypatch.setenv("YUANWEN_ENCODER", "off")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def call(capsys):
    """Run `eval`: its exit code, what it printed and what it complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(["eval", *arguments])
        except SystemExit as leaving:
            code = leaving.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


def write(name: str, *lines: dict) -> str:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    Path(name).write_text(text, encoding="utf-8")
    return name


@pytest.fixture
def good() -> str:
    return write("good.jsonl", *QUESTIONS)


@pytest.fixture
def mixed() -> str:
    return write("mixed.jsonl", *QUESTIONS, WRONG)


@pytest.fixture
def queries() -> str:
    write("tunes.index.jsonl", *INDEX)
    return write("tunes.queries.jsonl", *QUERIES)


def test_it_shows_how_each_kind_fared(call, good):
    code, out, err = call(good)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "questions: 3 messages (good)"
    assert lines[2].split()[:6] == ["kind", "n", "right", "offered", "wrong", "refused"]
    assert lines[3].split() == ["plain", "2", "2", "0", "0", "0", "100.0", "(34.2–100.0)"]
    assert "Not right" not in out


def test_each_failure_is_shown_with_what_came_and_what_was_wanted(call, mixed):
    _, out, _ = call(mixed)
    shown = out[out.index("Not right: 1") :].splitlines()
    assert shown[1] == f"mixed/a4  near_miss  {HOURS}"
    assert shown[2].startswith("    came: answer (exact, ")
    assert shown[2].endswith(" park/hours")
    assert shown[3] == "    wanted: no answer"


def test_a_failure_is_no_failure_of_the_command(call, mixed):
    assert call(mixed)[0] == 0


def test_columns_stand_below_their_headings(call, mixed):
    _, out, _ = call(mixed, "--baselines")
    lines = out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("in %"))
    heading, *rows = lines[at : at + 5]
    assert [row.split()[0] for row in rows] == ["yuanwen", "ratio", "WRatio", "BM25"]
    assert {len(row) for row in rows} == {len(heading)}
    assert heading.split()[2:5] == ["right", "false", "acc@1"]


def test_without_baselines_the_matcher_stands_alone(call, mixed):
    _, out, _ = call(mixed)
    assert "acc@1" in out
    assert "BM25" not in out


def test_it_speaks_the_terminals_language(call, mixed, monkeypatch):
    for language, said in (("zh_CN.UTF-8", "未达预期：1"), ("zh_TW.UTF-8", "未達預期：1")):
        monkeypatch.setenv("LANG", language)
        assert said in call(mixed)[1]


def test_a_group_log_is_heard_as_the_bot_hears_it(call):
    log = write("log.jsonl", *LOG)
    code, out, _ = call(log)
    assert (code, "Not right" in out) == (0, False)
    _, out, _ = call(log, "--bot", "@other_bot")
    assert "log/g1  addressed" in out
    assert "    came: silence" in out


def test_what_is_answered_to_a_group_unasked_should_have_been_silence(call):
    log = write("log.jsonl", LOG[0] | {"expect": "silent", "gold": []})
    assert "    wanted: silence" in call(log)[1]


def test_a_retrieval_set_shows_what_it_is_measured_by(call, queries):
    _, out, _ = call(queries, "--baselines")
    heading = next(line for line in out.splitlines() if line.startswith("in %"))
    assert heading.split()[4:] == ["acc@1", "R@5", "ans@P95", "FAR", "FAR", "cross", "pinyin", "glued"]


def test_a_retrieval_set_needs_no_knowledge_folder(call, queries, monkeypatch):
    monkeypatch.setenv("YUANWEN_KNOWLEDGE", "nowhere")
    assert call(queries)[0] == 0


def test_json_is_the_whole_result_and_nothing_else(call, mixed):
    code, out, err = call(mixed, "--json")
    assert (code, err) == (0, "")
    [part] = json.loads(out)["parts"]
    assert [one["id"] for one in part["results"]] == ["mixed/a1", "mixed/a2", "mixed/a3", "mixed/a4"]


def test_out_writes_what_json_prints(call, mixed, tmp_path):
    _, printed, _ = call(mixed, "--json")
    code, out, _ = call(mixed, "--out", "deep/result.json")
    assert code == 0
    assert out.endswith("Written: deep/result.json\n")
    assert (tmp_path / "deep" / "result.json").read_text(encoding="utf-8") == printed


def test_curves_are_written_for_each_part_that_has_figures(call, mixed, queries, tmp_path):
    code, out, _ = call(mixed, queries, "--curves", "pictures", "--baselines")
    names = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert (code, names) == (
        0,
        [f"{part}-{kind}.svg" for part in ("questions", "tunes") for kind in ("calibration", "risk-coverage")],
    )
    picture = (tmp_path / "pictures" / "questions-calibration.svg").read_text(encoding="utf-8")
    assert "How far its confidence can be trusted" in picture
    assert "pictures/tunes-risk-coverage.svg" in out


def test_against_itself_nothing_has_changed(call, mixed):
    call(mixed, "--out", "old.json")
    code, out, _ = call(mixed, "--against", "old.json", "--fail-if-worse")
    assert code == 0
    assert out.endswith("Against old.json\n\nAll is as before.\n")


@pytest.fixture
def changed(call, mixed) -> str:
    """An old result in which a question that is right was wrong, and one that is wrong was right."""
    call(mixed, "--out", "old.json")
    old = json.loads(Path("old.json").read_text(encoding="utf-8"))
    results = old["parts"][0]["results"]
    results[0]["verdict"], results[3]["verdict"] = "wrong", "offered"
    old["parts"][0]["kinds"]["plain"]["share"] = 0.5
    write("old.json", old)
    return "old.json"


def test_against_an_older_result_what_moved_is_shown(call, mixed, changed):
    _, out, _ = call(mixed, "--against", changed)
    told = out[out.index("Against") :].splitlines()
    assert told[2:7] == [
        "Better: 1",
        f"mixed/a1  wrong → right  {HOURS}",
        "",
        "Worse: 1",
        f"mixed/a4  offered → wrong  {HOURS}",
    ]
    assert "questions: kinds.plain.share" in out
    assert told[-1].split()[-3:] == ["0.5", "1", "+0.5"]


@pytest.mark.parametrize(("more", "code"), [([], 0), (["--fail-if-worse"], 1), (["--fail-if-worse", "--json"], 1)])
def test_getting_worse_fails_where_it_is_told_to(call, mixed, changed, more, code):
    assert call(mixed, "--against", changed, *more)[0] == code


def test_messages_that_only_one_has_are_counted(call, good, mixed):
    call(mixed, "--out", "old.json")
    _, out, _ = call(good, "--against", "old.json")
    assert "Not compared: 4 messages of the earlier result alone, 3 of this one alone." in out


MISUSES = {
    "no file": ([], 2, "the following arguments are required: FILE"),
    "worse than nothing": (["good.jsonl", "--fail-if-worse"], 2, "--fail-if-worse needs --against"),
    "a missing set": (["none.jsonl"], 1, "none.jsonl:1: can't be read: No such file or directory"),
    "a bad set": (["bad.jsonl"], 1, 'bad.jsonl:1: "kind" is missing'),
    "an index": (["tunes.index.jsonl"], 1, "tunes.index.jsonl:1: is a part of a retrieval set"),
    "a missing old result": (["good.jsonl", "--against", "none.json"], 1, "none.json: can't be read"),
    "an old result that is none": (["good.jsonl", "--against", "good.jsonl"], 1, "good.jsonl: is no"),
    "nowhere to write": (["good.jsonl", "--out", "good.jsonl/x.json"], 1, "good.jsonl/x.json: can't be written"),
    "no folder for pictures": (["good.jsonl", "--curves", "good.jsonl"], 1, "can't be written"),
}


@pytest.mark.usefixtures("good", "queries")
@pytest.mark.parametrize(("arguments", "code", "said"), MISUSES.values(), ids=MISUSES)
def test_what_can_not_be_done_is_said_in_a_sentence(call, arguments, code, said):
    write("bad.jsonl", {"id": "1"})
    found, out, err = call(*arguments)
    assert (found, out) == (code, "")
    assert said in err
    assert "Traceback" not in err


def test_an_old_result_that_is_bad_is_told_before_anything_is_asked(call, mixed, monkeypatch):
    monkeypatch.setenv("YUANWEN_KNOWLEDGE", "nowhere")
    assert "none.json" in call(mixed, "--against", "none.json")[2]


def test_progress_is_for_terminals_alone(mixed, monkeypatch):
    """The streams are a terminal's: the bar comes on the one for errors, and goes."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as terminal:
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr("sys.stderr", terminal)
        monkeypatch.setattr("sys.stdout", out := io.StringIO())
        assert main(["eval", mixed]) == 0
    shown = os.read(master, 65_536).decode()
    os.close(master)
    assert "asking" in shown
    assert "asking" not in out.getvalue()


def test_a_question_can_not_steer_the_terminal(call):
    evil = write("evil.jsonl", WRONG | {"q": f"{HOURS}\u001b[2J\u202e\nmixed/a9  plain"})
    _, out, _ = call(evil)
    assert not set("\u001b\u202e") & set(out)
    assert "\nmixed/a9" not in out
