"""`chat`: the loop around a conversation. Reads standard input, writes standard output, looks at the clock.

On a terminal there is a prompt with line editing and history; in a pipe there are the replies alone.
"""

import contextlib
import sys
import time
from collections.abc import Iterator

from bot.matching.matcher import Matcher
from bot.terminal.conversation import Conversation
from bot.terminal.screen import columns_of, write_blocks

PROMPT = "> "


def chat(matcher: Matcher, language: str | None) -> None:
    """Talk until the person leaves or the input ends."""
    conversation = Conversation(matcher, language, columns_of(sys.stdout))
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    if interactive:
        write_blocks(conversation.welcome(), sys.stdout)
    for line in _typed() if interactive else sys.stdin:
        blocks = conversation.say(line, time.monotonic())
        if blocks is None:
            break
        if blocks:
            write_blocks(blocks, sys.stdout)
            sys.stdout.write("\n")
            sys.stdout.flush()


def _typed() -> Iterator[str]:
    """Lines from a person: Ctrl-C drops the line, Ctrl-D ends."""
    with contextlib.suppress(ImportError):  # Windows has none, and edits lines by itself
        import readline  # noqa: F401, PLC0415 - importing it gives input() its editing and history
    while True:
        try:
            yield input(PROMPT)
        except KeyboardInterrupt:
            sys.stdout.write("\n")
        except EOFError:
            sys.stdout.write("\n")
            return
