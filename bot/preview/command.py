"""`yuanwen stand-in`: the stand-in by itself, with every message written down as it comes. Writes to a stream."""

import asyncio
import signal
from contextlib import suppress
from typing import TextIO

from bot.errors import YuanwenError
from bot.preview.model import Post
from bot.preview.standin import TOKEN, StandIn


def run(port: int, out: TextIO) -> int:
    """Run the stand-in until SIGINT or SIGTERM; it takes the token of the first bot that comes.

    Args:
        port: where it listens; 0 takes one that is free.
        out: where the address and then each message goes.

    Returns:
        The exit code, 0.

    Raises:
        YuanwenError: the port is taken.
    """
    asyncio.run(_serve(port, out))
    return 0


async def _serve(port: int, out: TextIO) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # Windows has Ctrl+C alone, which arrives as KeyboardInterrupt
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
    stand_in = StandIn(token=None)

    def write(line: str) -> None:
        out.write(line + "\n")
        out.flush()

    stand_in.world.posts.listener = lambda post: write(transcript(post))
    try:
        await stand_in.start(port)
    except OSError as error:
        raise YuanwenError(f"port {port} can't be had ({error.strerror}): choose another one with --port") from None
    try:
        write(f"{stand_in.url}: start the bot with TELEGRAM_API_URL={stand_in.url} TELEGRAM_BOT_TOKEN={TOKEN}")
        await stop.wait()
    finally:
        await stand_in.stop()


def transcript(post: Post) -> str:
    """A message as a line: its chat, its number, who says it, whether it was edited, its words and its buttons."""
    shown = post.json
    who = (shown.get("sender_chat") or shown.get("from") or {}).get("title") or shown.get("from", {}).get("first_name")
    words = post.text.replace("\n", " / ") or next(iter(shown.keys() - _FRAME), "")
    edited = " (edited)" if "edit_date" in shown else ""
    buttons = "".join(f" [{button['text']}]" for button in post.buttons)
    return f"{post.chat.title} #{post.id} {who}{edited}: {words}{buttons}"


_FRAME = frozenset(
    {"message_id", "date", "chat", "from", "sender_chat", "message_thread_id", "is_topic_message", "reply_to_message"}
)
