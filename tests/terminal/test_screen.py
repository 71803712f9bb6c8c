"""How blocks look: plain where nobody looks, wrapped and in colours on a terminal."""

import io

import pytest

from bot.replies.markup import Block, Span, block
from bot.terminal.screen import COLUMNS, columns_of, hanging, table, write_blocks


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """A usual terminal of forty columns."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")


def written(stream, *blocks) -> str:
    write_blocks(blocks, stream)
    return stream.getvalue()


QUOTE = Block((Span("公园每日早六点至晚十点免费开放。" * 4),), quote=True)


def test_blocks_stand_apart_unless_tight():
    assert written(io.StringIO(), block("a"), block("b"), block("c", tight=True)) == "a\n\nb\nc\n"


def test_plain_text_is_neither_wrapped_nor_coloured():
    text = written(io.StringIO(), block(Span("问", bold=True, link="https://example.org")), QUOTE)
    assert text == f"问\n\n▌ {QUOTE.text}\n"


def test_each_line_of_a_quotation_has_its_bar():
    assert written(io.StringIO(), Block((Span("一\n二"),), quote=True)) == "▌ 一\n▌ 二\n"


def test_marks_show_in_plain_text():
    assert written(io.StringIO(), block("前", Span("中", bold=True, underline=True), "后")) == "前⟦中⟧后\n"


def test_a_terminal_gets_bold_and_links():
    text = written(Terminal(), block(Span("问", bold=True), Span("源", link="https://example.org")))
    assert "\x1b[1m问\x1b[0m" in text
    assert "https://example.org" in text


def test_a_terminal_shows_marks_without_signs():
    text = written(Terminal(), block("前", Span("中", bold=True, underline=True), "后"))
    assert "⟦" not in text
    assert "\x1b[1;4m中" in text


def test_a_long_quotation_is_wrapped_at_the_terminals_width_each_line_with_its_bar(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    lines = written(Terminal(), QUOTE).replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    assert len(lines) == 4
    assert all(line.startswith("▌ ") and len(line) <= 21 for line in lines)
    assert "".join(line.removeprefix("▌ ") for line in lines) == QUOTE.text


def test_no_color_is_respected(monkeypatch):
    assert "\x1b[1;32m" in written(Terminal(), QUOTE)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "32m" not in written(Terminal(), QUOTE)


def test_a_dumb_terminal_gets_plain_text(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in written(Terminal(), QUOTE)


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_markup_of_the_text_itself_is_left_alone(stream):
    assert "[bold]x[/bold] :smile: <b>" in written(stream(), block("[bold]x[/bold] :smile: <b>"))


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_control_signs_do_not_reach_the_terminal(stream):
    text = written(stream(), block("a\x1b]0;title\x07b\x9b31mc\rd"))
    assert not {"\x07", "\x9b", "\r"} & set(text)
    assert "\x1b]0;" not in text


def test_a_table_is_aligned_by_width_on_the_screen():
    assert table([["问答", "a"], ["x", "值"], ["long", ""]]) == ["问答  a", "x     值", "long"]


@pytest.mark.parametrize(
    ("lead", "text", "columns", "lines"),
    [
        pytest.param("", "short", 20, ["short"], id="fits"),
        pytest.param("", "", 20, [""], id="empty"),
        pytest.param("ab  ", "one two three", 11, ["ab  one two", "    three"], id="words"),
        pytest.param("ab  ", "一二三四五", 10, ["ab  一二三", "    四五"], id="chinese signs"),
        pytest.param("", "问one two题", 8, ["问one", "two题"], id="mixed"),
        pytest.param("ab ", "unbreakable x", 6, ["ab unbreakable", "   x"], id="a word longer than the line"),
        pytest.param("", "don’t—stop", 20, ["don’t—stop"], id="typographic signs are of the word"),
    ],
)
def test_a_long_text_hangs_behind_its_lead(lead, text, columns, lines):
    assert hanging(lead, text, columns) == lines


def test_a_terminal_says_how_wide_it_is_and_a_pipe_is_taken_as_usual():
    assert columns_of(Terminal()) == 40
    assert columns_of(io.StringIO()) == COLUMNS
