"""`doctor` on the screen and as JSON: every finding can be said in every language, on one line."""

import io
import json
import re
from pathlib import Path

import pytest

from bot.telegram import doctor, doctor_database, doctor_telegram
from bot.telegram.findings import Finding
from bot.terminal.doctor import show_findings, write_findings
from bot.terminal.words import terminal_words

LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en"])
GOOD = Finding("token", "ok", "token-good", {"name": "pear_bot", "id": 7})
LOOK = Finding("operators", "warning", "operators-none")
BAD = Finding("groups", "bad", "group-muted", {"title": "果园", "id": -7})

SOURCE = "".join(
    Path(module.__file__).read_text(encoding="utf-8") for module in (doctor, doctor_database, doctor_telegram)
)
OWN = "Put your own user id into YUANWEN_OPERATORS."
WELL = ("-good", "-open", "-on", "-off", "-none")
FRAME = {"ok", "warning", "bad", "line", "mend"}


def printed(*findings, language="en"):
    out = io.StringIO()
    well = show_findings(findings, language, out)
    return well, out.getvalue().splitlines()


def test_a_line_for_each_check_with_its_state_first():
    well, lines = printed(GOOD, LOOK, BAD)
    assert not well
    assert lines == [
        "ok       token: @pear_bot, number 7.",
        f"warning  operators: there is nobody to announce anything, nor to be told of broken knowledge. → {OWN}",
        "bad      groups: the bot may not speak in “果园” (-7). → An admin has to allow it to send messages.",
    ]


def test_a_warning_is_not_bad():
    assert printed(GOOD, LOOK)[0]


def test_chinese_stands_in_columns_too():
    _, lines = printed(GOOD, LOOK, language="zh-CN")
    assert [line[:6] for line in lines] == ["正常  令牌", "注意  管理"]


def test_json_is_a_list_with_what_and_how_to_mend():
    out = io.StringIO()
    assert not write_findings([GOOD, BAD], "en", out)
    good, bad = json.loads(out.getvalue())
    assert good == {"check": "token", "state": "ok", "found": "@pear_bot, number 7.", "mend": None}
    assert (bad["check"], bad["state"]) == ("groups", "bad")
    assert bad["found"] == "the bot may not speak in “果园” (-7)."
    assert bad["mend"] == "An admin has to allow it to send messages."


def test_a_title_can_forge_no_line():
    evil = Finding("groups", "bad", "group-muted", {"title": "x\nok  token\x1b[2J\u2028\u202ey", "id": 1})
    for text in (printed(evil)[1], [json.dumps(printed(evil)[1])]):
        assert len(text) == 1
        assert not set("\x1b\u2028\u202e") & set(text[0])


def test_braces_in_what_was_found_are_no_places():
    assert "{id}" in printed(Finding("groups", "bad", "group-muted", {"title": "{id}", "id": 1}))[1][0]


TEXTS = ("where", "said", "error", "server", "title", "folder", "free", "size", "first", "host", "name", "reasons")
NUMBERS = ("id", "count", "status", "seconds", "asked", "minutes", "articles", "pairs", "version", "head")
VALUES = dict.fromkeys(TEXTS, "x") | dict.fromkeys(NUMBERS, 1)


def keys(language):
    """What can be found, by the words that say it."""
    own = {key.removeprefix("doctor.") for key in terminal_words(language)._texts if key.startswith("doctor.")}
    return {key for key in own - FRAME if not key.startswith("check-")}


@LANGUAGES
def test_everything_that_can_be_found_can_be_said(language):
    """With how to mend it, unless it is good news; the doctor's own tests show that no words are missing."""
    found = {key.removesuffix("-mend") for key in keys(language)}
    assert len(found) > 45
    for key in found:
        assert f'"{key}"' in SOURCE, f"nobody finds {key}"
        state = "bad" if f"{key}-mend" in keys(language) else "ok"
        assert state == "bad" or key.endswith(WELL), f"{key} doesn't say how to mend it"
        assert printed(Finding("token", state, key, VALUES), language=language)[1]


@LANGUAGES
def test_every_check_has_a_name(language):
    checks = set(re.findall(r'Finding\(\s*"([a-z-]+)"', SOURCE))
    assert len(checks) > 10
    words = terminal_words(language)
    assert all(words.text(f"doctor.check-{check}") for check in checks)
