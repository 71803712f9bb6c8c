"""`ask`: one question, one reply, for people or as JSON. Writes to the streams that it is given."""

from typing import TextIO

from bot.matching.matcher import Matcher
from bot.replies.words import words_for
from bot.terminal.explain import explain, explanation_line
from bot.terminal.render import show_outcome
from bot.terminal.result import result_line
from bot.terminal.screen import columns_of, write_blocks


def ask(query: str, matcher: Matcher, language: str | None, out: TextIO, *, why: bool = False) -> None:
    """Print the reply to a question, and why it is this one if wanted."""
    outcome, _ = matcher.ask(query)
    words = words_for(language)
    write_blocks(show_outcome(outcome, matcher.knowledge, words).blocks, out)
    if why:
        out.write("\n")
        write_blocks(explain(outcome, matcher.knowledge, words, columns_of(out)), out)


def ask_json(query: str, matcher: Matcher, out: TextIO, why: TextIO | None = None) -> None:
    """Print the result as a line of JSON.

    The explanation, if wanted, is another one, on a stream of its own: a result is the same with it and without.
    """
    outcome, _ = matcher.ask(query)
    out.write(result_line(outcome, matcher.knowledge) + "\n")
    if why is not None:
        why.write(explanation_line(outcome) + "\n")
