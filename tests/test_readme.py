"""The README against the code: its commands exist, its settings are the code's, its first screen holds two commands."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from fresh import ROOT

from bot.cli import build_parser
from bot.knowledge.loader import load
from bot.matching.fold import fold_all
from bot.settings import Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", README, re.MULTILINE | re.DOTALL)
SHELL = [line.strip() for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if line.strip()]
FIRST_SCREEN = 40
"""Lines that a reader sees without scrolling, roughly."""


def commands() -> list[list[str]]:
    """The arguments of each `yuanwen …` in a shell block."""
    parts = [shlex.split(part) for line in SHELL for part in re.split(r"&+|\|", line)]
    return [words[1:] for words in parts if Path(words[0]).name == "yuanwen"]


def table_under(heading: str) -> list[list[str]]:
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_each_command_of_a_shell_block_is_one(arguments):
    assert build_parser().parse_args(arguments).command is not None


def test_the_table_holds_every_command():
    told = {re.match(r"`yuanwen ([a-z-]+)", row[0])[1] for row in table_under("Commands")}
    subparsers = next(action for action in build_parser()._actions if action.dest == "command")
    assert told == set(subparsers.choices)


@pytest.mark.parametrize("option", ["--json", "--jsonl", "--explain", "--knowledge"])
def test_every_option_is_told(option):
    section = README.split("\n## Commands\n")[1].split("\n## ")[0]
    assert option in section


def test_the_table_of_settings_is_that_of_the_code():
    told = [row[0].strip("`") for row in table_under("Settings")]
    assert told == [field.validation_alias for field in Settings.model_fields.values()]


def test_the_defaults_are_those_of_the_code():
    told = {row[0].strip("`"): row[1] for row in table_under("Settings")}
    for field in Settings.model_fields.values():
        default = field.get_default(call_default_factory=True)
        if str(default) and isinstance(default, str):
            assert told[field.validation_alias] == f"`{default}`"
    assert told["YUANWEN_ZONE"] == f"`{Settings.model_fields['zone'].get_default(call_default_factory=True)}`"


def test_no_other_setting_is_named():
    known = {field.validation_alias for field in Settings.model_fields.values()}
    assert set(re.findall(r"\b(?:YUANWEN|TELEGRAM)_[A-Z_]+\b", README)) <= known


def test_the_two_first_commands_stand_on_the_first_screen():
    first, second = SHELL[:2]
    assert first == (
        'python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/yuanwen ask "衡东县的“六大工程”是哪些?"'
    )
    assert second == ("python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/python -m pytest")
    assert README[: README.index(second)].count("\n") < FIRST_SCREEN


def test_what_a_reply_looks_like_is_what_it_looks_like(capsys, monkeypatch):
    from bot.cli import main

    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["ask", "衡东县的“六大工程”是哪些?"]) == 0
    example = next(text for kind, text in BLOCKS if kind == "text")
    assert capsys.readouterr().out.startswith(example)


def test_the_article_and_the_template_of_ones_own_load(tmp_path):
    block = next(text for kind, text in BLOCKS if kind == "yaml" and "pairs:" in text)
    template = next(text for kind, text in BLOCKS if kind == "yaml" and text.startswith("templates:"))
    (tmp_path / "articles").mkdir()
    (tmp_path / "pairs").mkdir()
    (tmp_path / "articles" / "park.txt").write_text("中心公园今日开放\n公园每日早六点至晚十点免费开放。\n", "utf-8")
    (tmp_path / "pairs" / "park.yaml").write_text(block.replace("\n   ", "\n"), "utf-8")
    (tmp_path / "announcements.yaml").write_text(template, "utf-8")
    knowledge = load(tmp_path, fold=fold_all)
    assert list(knowledge.pairs) == ["park/opening-hours"]
    assert list(knowledge.templates) == ["park-opening"]


def test_links_within_the_readme_lead_somewhere():
    anchors = {
        re.sub(r"[^\w一-鿿 -]", "", title).strip().lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    }
    for link in re.findall(r"\]\(([^)]+)\)", README):
        if link.startswith("#"):
            assert link[1:] in anchors
        elif not link.startswith("https://"):
            assert (ROOT / link).exists()


def test_it_says_whose_the_texts_are():
    licence = README.split("\n## Licence\n")[1]
    assert "MIT" in licence
    assert "belong to their\npublishers" in licence


def test_it_fits_the_python_that_the_package_asks_for():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert f"Python {wanted.removeprefix('>=')} or later" in README
