"""`yuanwen` as a process of its own beside the test, and a small knowledge for it."""

import asyncio
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
_OURS = ("YUANWEN_", "TELEGRAM_", "PTB_", "LC_", "LANG")

QUESTION = "磨坊哪天重开？"
EXCERPT = "村口的磨坊在3月5日重开。"
ARTICLE = f"磨坊重开\n{EXCERPT}\n磨坊每天出粉三十袋。\n"
PAIRS = f"""\
article:
  title: 磨坊重开
pairs:
  - id: reopened
    question: {QUESTION}
    phrasings: [磨坊什么时候重开]
    excerpts:
      - |-
        {EXCERPT}
"""
SECOND_QUESTION = "磨坊每天出多少袋粉？"
SECOND_PAIR = f"""\
  - id: flour
    question: {SECOND_QUESTION}
    excerpts:
      - 磨坊每天出粉三十袋。
"""


def mill(folder: Path) -> Path:
    """A knowledge folder with one article and one pair."""
    for name, text in (("articles/mill.txt", ARTICLE), ("pairs/mill.yaml", PAIRS)):
        path = folder / "knowledge" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "knowledge"


class Program:
    """A command that runs; everything that it writes is kept."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._kept: list[bytes] = []
        self._news = asyncio.Event()
        self._readers = [asyncio.ensure_future(self._read(one)) for one in (process.stdout, process.stderr)]

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while some := await stream.read(65_536):
            self._kept.append(some)
            self._news.set()

    @property
    def written(self) -> str:
        """What it has written so far on both streams."""
        return b"".join(self._kept).decode()

    async def writes(self, text: str) -> None:
        """Wait until it has written a text."""
        async with asyncio.timeout(30):
            while text not in self.written:
                self._news.clear()
                await self._news.wait()

    async def end(self, number: int | None = signal.SIGTERM) -> int:
        """Its exit code, after a signal if one is given."""
        if number is not None and self._process.returncode is None:
            self._process.send_signal(number)
        async with asyncio.timeout(30):
            await asyncio.gather(*self._readers)
            return await self._process.wait()

    def kill(self) -> None:
        """Whatever state it is in, it ends."""
        if self._process.returncode is None:
            self._process.kill()


async def start(*arguments: str, folder: Path, **environment: str) -> Program:
    """Run a command in a folder, with none of our settings but those given, and a data folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    own = {"PYTHONPATH": str(ROOT), "PYTHONDEVMODE": "", "YUANWEN_DATABASE_URL": f"sqlite:///{folder / 'yuanwen.db'}"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *arguments),
        cwd=folder,
        env=kept | own | environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return Program(process)
