"""Changed knowledge made by a process of its own, which leaves it in the cache. Starts the process and ends it.

To prove a hundred thousand questions and index them takes Python many seconds, in which whatever else runs in the
process waits again and again; to take them from the cache takes one.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import bot
from bot import cache

NICENESS: Final = 10
"""Answers go ahead of it on a machine that has much to do."""

_SECRETS: Final = ("TELEGRAM_BOT_TOKEN", "YUANWEN_DATABASE_URL")
"""What no knowledge is made of."""


async def made_beforehand(arguments: Sequence[str]) -> bool:
    """Run a command of ours that makes what is to be found in the cache; when cancelled, end it.

    Args:
        arguments: the command and what belongs to it.

    Returns:
        Whether it ran and ended well; without a cache it doesn't run.
    """
    if not sys.executable or not await asyncio.to_thread(cache.folder):
        return False
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot", *arguments),  # -P: there may be another bot in the working directory
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # ^C in the terminal is for the bot, which ends this one then
        )
    except (OSError, ValueError):
        return False
    try:
        with suppress(OSError, AttributeError):  # it may have ended; Windows knows no such call
            os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        return await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    ours = str(Path(bot.__file__).parents[1])
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, (ours, kept.get("PYTHONPATH"))))}
