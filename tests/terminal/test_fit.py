"""`fit` as a person runs it: what it prints, what it writes and where, and with which code it exits."""

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from program import ROOT

from bot.cli import main
from bot.matching.calibration import calibration, parse_calibration

ANIMALS = ("山羊", "水牛", "白鹅", "黑猪", "绵羊", "骆驼", "孔雀", "鸵鸟", "梅花鹿", "小毛驴")
TRAITS = {
    "count": ("养了{n}只{a}", "农场里有多少只{a}?", ("{a}的数量", "{a}养了几只", "How many {n} are there?")),
    "food": ("{a}吃{f}", "{a}吃什么?", ("给{a}喂什么", "{a}的饲料", "What do the {n} eat?")),
    "house": ("{a}住在{h}", "{a}住在哪里?", ("{a}的棚舍在哪", "哪里能看到{a}", "Where do the {n} live?")),
}
NEAR = ("{a}是谁养的", "{a}的主人多大年纪", "{a}会游泳吗", "{a}的毛卖多少钱")
SAYS = ("请问{q}", "{q}呀", "我想知道{q}")


def stands(trait: str, number: int) -> str:
    values = {
        "n": f"{number + 3}0",
        "a": ANIMALS[number],
        "f": f"{'青草豆饼玉米麸皮菜叶'[number]}料",
        "h": f"{number + 1}号棚",
    }
    return TRAITS[trait][0].format(**values)


def farm(folder: Path) -> Path:
    """A knowledge of thirty pairs."""
    lines, pairs = ["农场开放日"], []
    for number, trait in product(range(len(ANIMALS)), TRAITS):
        sentence = stands(trait, number)
        lines.append(f"{sentence}。")
        question, others = (TRAITS[trait][1], TRAITS[trait][2])
        fill = {"a": ANIMALS[number], "n": f"animals number {number}"}
        pairs.append(
            {
                "id": f"{trait}-{number}",
                "question": question.format(**fill),
                "phrasings": [text.format(**fill) for text in others],
                "excerpts": [sentence],
            }
        )
    for part, name, text in (
        ("articles", "farm.txt", "\n".join(lines)),
        ("pairs", "farm.yaml", json.dumps({"pairs": pairs})),
    ):
        (folder / part).mkdir(parents=True)
        (folder / part / name).write_text(text + "\n", encoding="utf-8")
    return folder


def lines() -> list[dict]:
    """A question set about it."""
    asked = [
        (SAYS[number % 3].format(q=TRAITS[trait][2][0].format(a=ANIMALS[number], n="")), [stands(trait, number)])
        for number, trait in product(range(len(ANIMALS)), TRAITS)
    ]
    asked += [(text.format(a=animal), []) for text, animal in product(NEAR, ANIMALS)]
    return [{"id": f"f{n}", "kind": "plain", "q": text, "gold": gold} for n, (text, gold) in enumerate(asked)]


def write(path: Path, rows: list[dict]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """An English terminal and an empty working directory."""
    for name in [name for name in os.environ if name.startswith(("YUANWEN_K", "YUANWEN_E", "TELEGRAM_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("YUANWEN_ENCODER", "off")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folder(tmp_path) -> Path:
    return farm(tmp_path / "farm")


@pytest.fixture
def asked(tmp_path) -> str:
    return write(tmp_path / "asked.jsonl", lines())


@pytest.fixture
def call(capsys, folder):
    """Run `fit`: its exit code, what it printed and what it complained of."""

    def run(*arguments: str, knowledge: Path = folder) -> tuple[int, str, str]:
        try:
            code = main(["--knowledge", str(knowledge), "fit", *arguments])
        except SystemExit as leaving:
            code = leaving.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_it_writes_a_calibration_into_the_knowledge_that_serves_from_then_on(call, asked, folder, capsys):
    code, out, err = call(asked)
    assert (code, err) == (0, "")
    written = folder / "calibration.json"
    assert out.endswith(f"Written: {written}\n")
    fitted = parse_calibration(written.read_text(encoding="utf-8"))
    assert fitted.models["han"] != calibration().models["han"]
    assert main(["--knowledge", str(folder), "ask", "--json", "请问孔雀喂什么呀"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"][0]["pair"] == "farm/food-6"
    assert main(["--knowledge", str(folder), "check"]) == 0


def test_it_says_what_it_was_fitted_to_and_how_each_model_fares_before_and_after(call, asked):
    _, out, _ = call(asked)
    shown = out.splitlines()
    assert shown[0].startswith("Fitted to asked (70), ")
    assert shown[0].endswith(" generated questions.")
    heads = next(number for number, line in enumerate(shown) if line.startswith("model "))
    assert shown[heads].split("  ")[-1].strip() == "Brier"
    assert shown[heads + 1].startswith("han ")
    assert shown[heads + 2].startswith("  han before ")
    assert "Limits: it answers when it is at least 0." in out
    assert "han+meaning: 0 trials are too few or too much alike; what comes with the program is kept." in out


def test_without_a_file_it_fits_to_the_knowledge_itself(call, folder):
    code, out, err = call()
    assert (code, err) == (0, "")
    assert out.startswith("Fitted to ")
    assert "generated questions." in out.splitlines()[0]
    assert json.loads((folder / "calibration.json").read_text(encoding="utf-8"))["about"]["files"].keys() == {""}


def test_another_file_may_be_named(call, asked, folder, tmp_path):
    assert call(asked, "--out", "mine.json")[0] == 0
    assert not (folder / "calibration.json").exists()
    parse_calibration((tmp_path / "mine.json").read_text(encoding="utf-8"))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_higher_precision_is_kept_and_noted(call, asked):
    limits = []
    for precision in ("0.6", "0.98"):
        assert call(asked, "--precision", precision, "--out", "mine.json")[0] == 0
        data = json.loads(Path("mine.json").read_text(encoding="utf-8"))
        assert data["about"]["precision"] == float(precision)
        limits.append(data["limits"]["answer"])
    assert limits == sorted(limits)


def test_coefficients_are_shown_by_name_to_those_who_ask(call, asked):
    assert "bm25" not in call(asked)[1]
    out = call(asked, "--coefficients")[1]
    for part in ("rank", "answer", "offer"):
        assert f"Coefficients of han: {part}" in out
    assert "  bm25 " in out
    assert "  margin " in out


def test_sets_with_an_index_and_strangers_will_do_too(call, tmp_path):
    write(
        tmp_path / "tunes.index.jsonl",
        [{"cid": 1, "q": "怎么换铃声", "alias": 0}, {"cid": 2, "q": "怎么关机", "alias": 0}],
    )
    tunes = write(tmp_path / "tunes.queries.jsonl", [{"q": "换铃声怎么弄", "cid": 1, "type": "answerable"}])
    far = write(tmp_path / "far.queries.jsonl", [{"q": "量子力学是什么", "cid": -1, "type": "cross"}])
    code, out, _ = call(tunes, far)
    assert code == 0
    assert "far (1), tunes (1)" in out


def test_dialogs_and_group_logs_are_passed_over_with_a_word(call, asked, tmp_path):
    talks = write(tmp_path / "talks.jsonl", [{"id": "d", "turns": [{"q": "山羊吃什么", "gold": []}]}])
    log = write(tmp_path / "chat.jsonl", [{"id": "g", "from": "甲", "text": "大家好", "expect": "silent", "gold": []}])
    code, out, _ = call(asked, talks, log)
    assert code == 0
    assert "were passed over: talks, chat" in out


@pytest.mark.parametrize(
    ("language", "says"), [("zh_CN.UTF-8", "界限："), ("zh_TW.UTF-8", "界限："), ("en_GB.UTF-8", "Limits:")], ids=str
)
def test_it_speaks_the_language_of_the_terminal(call, asked, monkeypatch, language, says):
    monkeypatch.setenv("LANG", language)
    assert says in call(asked)[1]


def test_a_calibration_that_cannot_be_used_is_mended(call, asked, folder):
    (folder / "calibration.json").write_text("{}", encoding="utf-8")
    assert call(asked)[0] == 0
    parse_calibration((folder / "calibration.json").read_text(encoding="utf-8"))


def test_bad_lines_are_told_and_nothing_is_written(call, folder, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a"}\nno\n', encoding="utf-8")
    code, out, err = call(str(bad))
    assert (code, out) == (1, "")
    assert err.splitlines()[0] == f'{bad}:1: "kind" is missing'
    assert err.splitlines()[1].startswith(f"{bad}:2: is no JSON")
    assert not (folder / "calibration.json").exists()


def test_a_knowledge_that_is_too_small_says_so(call, folder):
    for name in ("articles/farm.txt", "pairs/farm.yaml"):
        (folder / name).unlink()
    (folder / "articles" / "one.txt").write_text("山羊吃草。\n", encoding="utf-8")
    (folder / "pairs" / "one.yaml").write_text(
        json.dumps({"pairs": [{"id": "a", "question": "山羊吃什么", "excerpts": ["山羊吃草"]}]}), encoding="utf-8"
    )
    code, out, err = call()
    assert (code, out) == (1, "")
    assert "too little to fit to" in err
    assert err.count("\n") == 1
    assert not (folder / "calibration.json").exists()


@pytest.mark.parametrize("where", ["nowhere/mine.json", "farm"], ids=["no folder", "a folder"])
@pytest.mark.usefixtures("folder")
def test_a_place_that_cannot_be_written_is_told_before_anything_is_fitted(call, asked, where):
    code, out, err = call(asked, "--out", where)
    assert (code, out) == (1, "")
    assert err == f"{where}: can't be written there: name a file in a folder of yours with --out\n"


@pytest.mark.parametrize("precision", ["1", "0.4", "98", "nan", "high"])
def test_a_precision_that_is_none_is_a_misuse(call, asked, precision):
    code, _, err = call(asked, "--precision", precision)
    assert code == 2
    assert f"'{precision}' is no share" in err


def test_two_processes_write_the_same_bytes_whatever_their_hash_seed(asked, folder, tmp_path):
    written = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.json"
        command = [sys.executable, "-m", "bot", "--knowledge", str(folder), "fit", asked, "--out", str(out)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)  # noqa: S603 - the arguments are the tests' own
        assert (done.returncode, done.stderr) == (0, b"")
        written.append(out.read_bytes())
    assert written[0] == written[1]
