"""The loop around a conversation: prompts on a terminal, none in a pipe, and the ways to leave."""

import builtins
import io

import pytest

from bot.terminal.chat import PROMPT, chat

HOURS = "中心公园几点开门?"
ANSWER = "▌ 公园每日早六点至晚十点免费开放。\n"


class Stream(io.StringIO):
    """A stream that is a terminal or isn't."""

    def __init__(self, text: str = "", *, terminal: bool) -> None:
        super().__init__(text)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def talk(matcher, monkeypatch):
    """Chat with keys typed on a terminal, an exception standing for a control key; what is printed."""
    monkeypatch.setenv("TERM", "dumb")

    def run(*typed: str | type[BaseException]) -> str:
        out = Stream(terminal=True)
        monkeypatch.setattr("sys.stdin", Stream(terminal=True))
        monkeypatch.setattr("sys.stdout", out)
        left = list(typed)

        def read(prompt: str) -> str:
            out.write(prompt)
            key = left.pop(0)
            if isinstance(key, str):
                return key
            raise key

        monkeypatch.setattr(builtins, "input", read)
        chat(matcher, "zh-Hans")
        assert left == []
        return out.getvalue()

    return run


def test_a_terminal_gets_a_welcome_and_a_prompt_for_each_line(talk):
    text = talk(HOURS, "/quit")
    assert text.startswith("原文：")
    assert text.count(PROMPT) == 2
    assert ANSWER in text


def test_ctrl_d_leaves_on_a_line_of_its_own(talk):
    assert talk(EOFError).endswith(f"{PROMPT}\n")


def test_ctrl_c_drops_the_line_and_stays(talk):
    text = talk(KeyboardInterrupt, HOURS, KeyboardInterrupt, EOFError)
    assert text.count(PROMPT) == 4
    assert ANSWER in text


def test_a_blank_line_brings_the_prompt_back(talk):
    assert f"{PROMPT}{PROMPT}" in talk("", "/quit")


@pytest.mark.parametrize("out_is_terminal", [True, False])
def test_a_pipe_gets_no_prompt(matcher, monkeypatch, out_is_terminal):
    monkeypatch.setenv("TERM", "dumb")
    out = Stream(terminal=out_is_terminal)
    monkeypatch.setattr("sys.stdin", Stream(f"{HOURS}\n\n/context\n", terminal=False))
    monkeypatch.setattr("sys.stdout", out)
    chat(matcher, "zh-Hans")
    text = out.getvalue()
    assert text.startswith(f"中心公园几点开门?\n{ANSWER}")
    assert "⟦" in text
    assert f"\n{PROMPT}" not in text


def test_nothing_after_leaving_is_asked(matcher, monkeypatch):
    out = Stream(terminal=False)
    monkeypatch.setattr("sys.stdin", Stream(f"/quit\n{HOURS}\n", terminal=False))
    monkeypatch.setattr("sys.stdout", out)
    chat(matcher, "zh-Hans")
    assert out.getvalue() == ""
