"""Fitting: on an invented knowledge it tells right from wrong, says the same each time, and writes what is read."""

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path
from statistics import fmean

import pytest
from evaluation_knowledge import ASKED, FAR, NEAR, QUOTED, valley_folder, valley_lines, write_lines

from bot.evaluation.fitting import PERFECT_RANK, as_json, calibrated, fit, main, report
from bot.evaluation.questions import Question
from bot.matching.calibration import FEATURES, calibration
from bot.matching.corpus import Corpus
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer
from bot.matching.ranking import judge
from bot.matching.scores import PERFECT

ROOT = Path(__file__).parents[2]
UNSEEN = {
    "kiln/length": "龙窑总共有多少米长",
    "kiln/pupils": "梁德顺收了几名徒弟呀",
    "tea/area": "云岭茶场的茶园面积多少亩",
    "tea/wage": "给茶场采茶每天工钱有多少",
}
UNSEEN_NEAR = ("龙窑用了多少块砖", "梁德顺的徒弟叫什么", "茶场请了哪家公司拍直播", "苏小满的父亲是谁")


@pytest.fixture(scope="module")
def fitted(fits):
    return calibrated(fits, calibration())


@pytest.fixture(scope="module")
def sure(knowledge, fitted):
    """A function from a question to the probability that its best pair is right, and that pair's id."""
    corpus = Corpus(knowledge)

    def of(text):
        judged = judge(text, corpus, fitted)
        return judged.answer, judged.allowed[0].pair.id if judged.allowed else None

    return of


def of_script(texts, latin):
    return [text for text in texts if text.isascii() == latin]


@pytest.mark.parametrize("latin", [False, True], ids=["han", "latin"])
def test_right_answers_are_more_probable_than_near_misses(sure, latin):
    asked = [(name, text) for name, texts in ASKED.items() for text in of_script(texts, latin)]
    right = [chance for name, text in asked for chance, pair in [sure(text)] if pair == name]
    near = [sure(text)[0] for text in of_script(NEAR, latin)]
    far = [sure(text)[0] for text in of_script(FAR, latin)]
    assert len(right) >= 0.8 * len(asked)
    assert fmean(right) > 0.7
    assert 0.4 > fmean(near) > fmean(far)


def test_so_they_are_where_the_questions_were_not_fitted_to(sure):
    assert [sure(text)[1] for text in UNSEEN.values()] == list(UNSEEN)
    assert fmean(sure(text)[0] for text in UNSEEN.values()) > 2 * fmean(sure(text)[0] for text in UNSEEN_NEAR)


def test_a_matcher_answers_with_what_was_fitted(knowledge, fitted):
    outcome, _ = Matcher(knowledge, fitted).ask(UNSEEN["kiln/length"])
    assert isinstance(outcome, Answer)
    assert [match.pair for match in outcome.matches] == ["kiln/length"]


@pytest.mark.parametrize("script", ["han", "latin"])
def test_a_perfect_score_has_the_rank_that_the_limits_count_on(fits, script):
    assert not fits[script].kept
    rank = sum(weight * score for weight, score in zip(fits[script].model.rank, PERFECT, strict=True))
    assert rank == pytest.approx(PERFECT_RANK, abs=1e-2)


def test_the_limits_stay(fitted):
    limits = {name: getattr(fitted, name) for name in json.loads(as_json(fitted))["limits"]}
    assert limits == {name: getattr(calibration(), name) for name in limits}


def test_the_counts_are_of_what_was_fitted_to(fits, questions):
    assert sum(one.questions for one in fits.values()) == len(questions)
    for one in fits.values():
        assert 0 <= one.right <= one.offered <= one.judged <= one.questions
        assert one.ranked <= one.questions


def test_a_script_without_questions_keeps_its_model(fits):
    assert fits["pinyin"].kept
    assert fits["pinyin"].model == calibration().models["pinyin"]


TOO_FEW = {
    "none": [],
    "right ones only": [("plain", "龙窑多长啊", "kiln/length"), ("plain", "茶园多少亩", "tea/area")],
    "wrong ones only": [("near_miss", "龙窑是谁设计的", None), ("near_miss", "茶场的电话是多少", None)],
    "no candidates": [("off_topic", "zzz", None)],
}


@pytest.mark.parametrize("asked", TOO_FEW.values(), ids=TOO_FEW)
def test_questions_that_are_too_few_or_too_alike_change_nothing(knowledge, asked):
    questions = [Question(text, kind, text, (QUOTED[pair],) if pair else ()) for kind, text, pair in asked]
    fits = fit(questions, knowledge, calibration())
    assert calibrated(fits, calibration()) == calibration()
    assert report(fits).count("the current model is kept") == len(fits)


@pytest.mark.parametrize("kind", ["multi", "filler", "greeting"])
def test_kinds_that_are_never_judged_whole_are_left_out(knowledge, questions, fits, kind):
    more = Question("m", kind, "龙窑有多长,茶园有多少亩?", (QUOTED["kiln/length"],))
    assert fit([*questions, more], knowledge, calibration()) == fits


def test_a_question_that_can_be_read_in_two_ways_counts_for_options_and_against_an_answer(knowledge, questions, fits):
    two = Question("t", "ambiguous", "场长和守窑人怎么说", (), ((QUOTED["tea/quote"],), (QUOTED["kiln/quote"],)))
    more = fit([*questions, two], knowledge, calibration())["han"]
    assert (more.right, more.offered) == (fits["han"].right, fits["han"].offered + 1)


def test_the_same_questions_give_the_same_fit(knowledge, questions, fits):
    assert fit(questions, knowledge, calibration()) == fits


def test_what_is_written_is_what_the_matcher_reads(fitted, tmp_path, monkeypatch):
    (tmp_path / "calibration.json").write_text(as_json(fitted), encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    assert calibration.__wrapped__() == fitted


def test_the_file_that_comes_with_the_package_has_this_form():
    shipped = resources.files("bot.matching").joinpath("calibration.json").read_text(encoding="utf-8")
    assert as_json(calibration()) == shipped


def test_coefficients_have_four_decimals_and_no_negative_nought(fitted):
    numbers = [number for model in fitted.models.values() for number in (*model.rank, *model.answer, *model.offer)]
    assert all(round(number, 4) == number for number in numbers)
    fresh = [number for script in ("han", "latin") for number in fitted.models[script].rank]
    assert "-0.0" not in map(str, fresh)


@pytest.fixture
def files(tmp_path):
    """A knowledge folder and a question set about it."""
    return valley_folder(tmp_path / "valley"), write_lines(tmp_path / "valley.jsonl", valley_lines())


def test_the_command_reports_each_script_by_name_and_writes_the_file(files, fitted, tmp_path, capsys):
    folder, questions = files
    out = tmp_path / "new.json"
    assert main(["--knowledge", str(folder), "--out", str(out), str(questions)]) == 0
    assert out.read_text(encoding="utf-8") == as_json(fitted)
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said if not line.startswith(" ")] == ["han", "latin", "pinyin"]
    assert [line.split()[0] for line in said[2 : 2 + len(FEATURES)]] == list(FEATURES)


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the fitting as a person would."""
    return subprocess.run(  # noqa: S603 - the arguments are the tests' own
        [sys.executable, "-m", "bot.evaluation.fitting", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_a_fresh_interpreter_finds_the_same_whatever_its_hash_seed(files, fitted, tmp_path):
    folder, questions = files
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.json"
        done = command("--knowledge", str(folder), "--out", str(out), str(questions), PYTHONHASHSEED=seed)
        assert (done.returncode, done.stderr) == (0, b"")
        assert out.read_text(encoding="utf-8") == as_json(fitted)


def test_without_a_file_to_write_it_only_reports(files, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    folder, questions = files
    assert main(["--knowledge", str(folder), str(questions)]) == 0
    assert sorted(tmp_path.rglob("*")) == before
    assert "han:" in capsys.readouterr().out


def test_bad_lines_are_told_and_nothing_is_written(files, tmp_path, capsys):
    folder, questions = files
    questions.write_text('{"id": "a"}\n', encoding="utf-8")
    assert main(["--knowledge", str(folder), "--out", str(tmp_path / "new.json"), str(questions)]) == 1
    assert capsys.readouterr() == ("", f'{questions}:1: "kind" is missing\n')
    assert not (tmp_path / "new.json").exists()


def test_a_knowledge_that_is_not_there_is_told(files, tmp_path, capsys):
    assert main(["--knowledge", str(tmp_path / "nowhere"), str(files[1])]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(files, tmp_path, capsys):
    folder, questions = files
    out = tmp_path / "no" / "new.json"
    assert main(["--knowledge", str(folder), "--out", str(out), str(questions)]) == 1
    assert capsys.readouterr().err == f"{out}: can't be written: No such file or directory\n"


def test_help_says_what_it_takes():
    done = command("--help")
    assert done.returncode == 0
    assert all(option in done.stdout for option in (b"--knowledge DIR", b"--out FILE", b"SETS"))
