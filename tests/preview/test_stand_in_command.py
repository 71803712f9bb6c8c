"""`yuanwen stand-in` as a person meets it: beside `yuanwen run`, driven over HTTP, by the script of the README."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.preview.command import transcript
from bot.preview.limits import NONE
from bot.preview.standin import StandIn

ROOT = Path(__file__).parents[2]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


async def drive(session, url, **wanted):
    async with session.post(f"{url}/drive", json=wanted) as answer:
        return answer.status, await answer.json()


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as session:
        yield session


async def start(*arguments):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YUANWEN_", "TELEGRAM_"))}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env=kept | {"PYTHONPATH": str(ROOT), "TELEGRAM_BOT_TOKEN": "7:any", "YUANWEN_LOG": "json"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_it_runs_beside_the_bot_and_both_stop_in_good_order(session, tmp_path, monkeypatch):
    """A real process each; a group conversation between them."""
    stand_in = await start("-m", "bot", "stand-in", "--port", "0")
    line = (await asyncio.wait_for(stand_in.stdout.readline(), 30)).decode()
    url = line.split(": ")[0]
    monkeypatch.setenv("TELEGRAM_API_URL", url)
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_BOT_TOKEN": "7:any",
            "YUANWEN_KNOWLEDGE": str(ROOT / "knowledge"),
        },
        stderr=asyncio.subprocess.PIPE,
    )
    _, hello = await drive(session, url, person="小安", chat="读者群", do="add bot", wait=30)
    _, silence = await drive(session, url, person="小安", chat="读者群", text="大家早上好")
    _, answer = await drive(session, url, person="小安", chat="读者群", text="/ask 衡东县的“六大工程”是哪些?", wait=30)
    bot.send_signal(signal.SIGTERM)
    _, complaints = await asyncio.wait_for(bot.communicate(), 30)
    stand_in.send_signal(signal.SIGTERM)
    written, wrong = await asyncio.wait_for(stand_in.communicate(), 30)
    assert "@yuanwen_bot" in hello["sent"][0]["text"]
    assert silence["sent"] == []
    assert "风气教化引领" in answer["sent"][0]["text"]
    assert answer["sent"][0]["reply_to_message"]["message_id"] == answer["message"]["message_id"]
    assert (stand_in.returncode, bot.returncode, wrong) == (0, 0, b"")
    assert "读者群 #" in written.decode()
    assert b"Traceback" not in complaints


async def test_nobody_can_talk_to_a_bot_that_has_not_come(session):
    async with StandIn(token=None) as telegram:
        code, body = await drive(session, telegram.url, person="安", text="你好")
        waiting = asyncio.ensure_future(drive(session, telegram.url, person="安", text="你好", wait=20))
        async with session.get(f"{telegram.url}/bot8:first/getMe") as answer:
            assert (await answer.json())["result"]["id"] == 8
        await telegram.world.journal.until(lambda: telegram.world.posts.count, "the message")
        async with session.get(f"{telegram.url}/bot8:first/sendMessage?chat_id=10001&text=x") as answer:
            await answer.read()
        assert (await waiting)[0] == 200
    assert code == 400
    assert "no bot has come yet" in body["error"]


async def test_the_script_of_the_readme_holds_a_conversation(tmp_path):
    """Run as it stands there, but for the port and the place of the program."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = next(text for text in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if "stand-in" in text)
    program = tmp_path / ".venv" / "bin" / "yuanwen"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m bot "$@"\n')
    program.chmod(0o755)
    (tmp_path / "knowledge").symlink_to(ROOT / "knowledge")
    script = block.replace("8081", str(free_port()))
    done = await asyncio.create_subprocess_exec(
        *("bash", "-c", script), cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, wrong = await asyncio.wait_for(done.communicate(), 100)
    written = out.decode()
    assert "@yuanwen_bot" in written, wrong.decode()
    assert "小安: 大家早上好" in written
    assert "权力运行规范" in written
    assert "原文段落 · 衡东县的“六大工程”是哪些?" in written


async def test_a_port_that_is_taken_is_one_sentence(telegram):
    port = telegram.url.rsplit(":", 1)[1]
    second = await start("-m", "bot", "stand-in", "--port", port)
    out, wrong = await asyncio.wait_for(second.communicate(), 30)
    assert (second.returncode, out) == (1, b"")
    assert wrong.decode().startswith(f"port {port} can't be had")
    assert len(wrong.splitlines()) == 1


@pytest.mark.parametrize("port", ["-1", "70000", "http", "８０"])
async def test_a_port_that_is_none_is_misuse(port):
    called = await start("-m", "bot", "stand-in", f"--port={port}")
    _, wrong = await asyncio.wait_for(called.communicate(), 30)
    assert called.returncode == 2
    assert b"is no port" in wrong


DRIVES = {
    "edit": ({"do": "edit", "text": "改了", "message_id": 1}, 200),
    "press without a button": ({"do": "press", "text": "x", "message_id": 1}, 400),
    "press before the bot spoke": ({"do": "press", "text": "x"}, 400),
    "remove": ({"do": "remove bot", "chat": "群"}, 200),
    "unknown deed": ({"do": "dance"}, 400),
    "unknown message": ({"text": "x", "reply_to": 99}, 400),
    "unknown name": ({"text": "x", "colour": "red"}, 400),
    "no person": ({"person": ""}, 400),
    "no text": ({"text": " "}, 400),
    "a wait that is none": ({"text": "x", "wait": "long"}, 400),
    "a text that is none": ({"text": 5}, 400),
}


@pytest.mark.parametrize(("wanted", "status"), DRIVES.values(), ids=DRIVES)
async def test_driving_over_http_answers_with_what_came_of_it_or_a_sentence(telegram, session, wanted, status):
    await drive(session, telegram.url, person="安", text="你好")
    code, body = await drive(session, telegram.url, **{"person": "安"} | wanted)
    assert code == status
    assert ("error" in body) is (status == 400)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 99_999])
async def test_a_body_that_is_no_wish_is_a_sentence(telegram, session, body):
    async with session.post(f"{telegram.url}/drive", data=body) as answer:
        assert answer.status == 400
        assert "JSON object" in (await answer.json())["error"]


async def test_the_overview_counts(telegram, session, bot):
    await drive(session, telegram.url, person="安", text="你好")
    await bot("getMe")
    async with session.get(f"{telegram.url}/drive") as answer:
        overview = json.loads(await answer.read())
    assert overview["messages"] == 1
    assert overview["calls"] == {"getMe": 1}
    assert overview["reports"] == []
    assert [chat["title"] for chat in overview["chats"]] == ["安"]


async def test_silence_is_an_empty_list(telegram, session):
    assert (await drive(session, telegram.url, person="安", text="你好", wait=0.01))[1]["sent"] == []


async def test_a_transcript_is_a_line_a_message():
    async with StandIn(limits=NONE) as telegram:
        lines = []
        telegram.world.posts.listener = lambda post: lines.append(transcript(post))
        ann = telegram.person("安")
        post = ann.says("一\n二")
        ann.edits(post, "三")
        ann.says("四", telegram.group("群", ann), anonymously=True)
        ann.joins(telegram.group("群", ann))
    assert lines == ["安 #1 安: 一 / 二", "安 #1 安 (edited): 三", "群 #2 群: 四", "群 #3 安: new_chat_members"]
