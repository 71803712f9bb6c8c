"""`ask`: one question, one reply, for people or as JSON. Writes to the streams that it is given."""

from typing import TextIO

from bot.matching.matcher import Matcher
from bot.replies.words import words_for
from bot.terminal.explain import explain
from bot.terminal.render import show_outcome
from bot.terminal.result import result_line
from bot.terminal.screen import write_blocks
from bot.terminal.words import terminal_words


def ask(query: str, matcher: Matcher, language: str | None, out: TextIO, *, why: bool = False) -> None:
    """Print the reply to a question, and why it is this one if wanted."""
    outcome, _ = matcher.ask(query)
    write_blocks(show_outcome(outcome, matcher.knowledge, words_for(language)).blocks, out)
    if why:
        out.write("\n")
        write_blocks(explain(outcome, terminal_words(language)), out)


def ask_json(query: str, matcher: Matcher, language: str | None, out: TextIO, why: TextIO | None = None) -> None:
    """Print the result as a line of JSON; the explanation, if wanted, goes to a stream of its own."""
    outcome, _ = matcher.ask(query)
    out.write(result_line(outcome, matcher.knowledge) + "\n")
    if why is not None:
        write_blocks(explain(outcome, terminal_words(language)), why)
