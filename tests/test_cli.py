"""The commands as a person or a program runs them: what they print where, and with which code they exit."""

import io
import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest
from fresh import ROOT, python, yuanwen

from bot import __version__
from bot.cli import main

QUESTION = "衡东县的“六大工程”是哪些?"
EXCERPT = "政治生态净化、权力运行规范、风气教化引领、营商环境优化、民生监督拓展、清廉单元建设"


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """An empty working directory, so that the shipped knowledge is used, and a Chinese terminal."""
    for name in [name for name in os.environ if name.startswith(("YUANWEN_", "TELEGRAM_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def call(capsys):
    """Run a command in this process: its exit code, what it printed and what it complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as leaving:
            code = leaving.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def broken(tmp_path) -> Path:
    folder = tmp_path / "broken"
    (folder / "articles").mkdir(parents=True)
    (folder / "pairs").mkdir()
    (folder / "articles" / "a.txt").write_text("一句话。\n", encoding="utf-8")
    (folder / "pairs" / "a.yaml").write_text("pairs: [\n", encoding="utf-8")
    return folder


def test_a_question_gets_its_excerpt_and_its_source(call):
    code, out, err = call("ask", QUESTION)
    assert (code, err) == (0, "")
    assert EXCERPT in out
    assert "湖南政协新闻网" in out


def test_no_answer_is_a_job_done(call):
    code, out, err = call("ask", "火星上的天气怎么样")
    assert (code, err) == (0, "")
    assert "▌" not in out


def test_words_without_quotes_are_one_question(call):
    assert json.loads(call("ask", "--json", "six", "projects")[1])["query"] == "six projects"


def test_json_is_one_line_with_the_contracts_keys_in_order(call):
    code, out, err = call("ask", "--json", QUESTION)
    assert (code, err, out.count("\n")) == (0, "", 1)
    result = json.loads(out)
    assert list(result) == ["id", "query", "outcome", "confidence", "reason", "unanswered", "answers"]
    assert list(result["answers"][0]) == ["pair", "question", "confidence", "excerpts"]
    assert list(result["answers"][0]["excerpts"][0]) == ["article", "text", "paragraph", "start", "end"]
    assert result["outcome"] == "answer"
    assert QUESTION in out


def test_explain_says_why_below_the_answer(call):
    out = call("ask", "--explain", QUESTION)[1]
    assert out.index(EXCERPT) < out.index("结果：回答")


def test_explain_leaves_the_line_of_json_alone(call):
    _, out, err = call("ask", "--json", "--explain", QUESTION)
    assert out == call("ask", "--json", QUESTION)[1]
    assert json.loads(err)["explanations"][0]["zone"] == "answer"


def test_the_terminals_language_is_spoken(call, monkeypatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    out = call("ask", "--explain", QUESTION)[1]
    assert EXCERPT in out
    assert "outcome: answer" in out


def test_check_of_the_shipped_knowledge_is_good_and_complete(call):
    code, out, err = call("check")
    assert (code, err) == (0, "")
    assert "hengdong：" in out
    assert "wangcheng：" in out
    assert "没有问答引用" not in out


def test_check_of_broken_knowledge_is_bad(call, broken):
    code, out, _ = call("--knowledge", str(broken), "check")
    assert code == 1
    assert out.startswith(f"{broken / 'pairs' / 'a.yaml'}:")


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["", "json"])
def test_doctor_finds_what_is_missing_and_goes_on(broken, options):
    """Without a token and with broken knowledge, everything else is looked into."""
    database = f"sqlite:///{broken / 'yuanwen.db'}"
    done = yuanwen("--knowledge", str(broken), "doctor", *options, folder=broken, YUANWEN_DATABASE_URL=database)
    assert (done.returncode, done.stderr) == (1, b"")
    out = done.stdout.decode()
    for found in ("TELEGRAM_BOT_TOKEN is missing", str(broken / "yuanwen.db"), str(broken / "pairs" / "a.yaml")):
        assert found in out
    if options:
        assert [one["state"] for one in json.loads(out) if one["check"] in {"settings", "knowledge"}] == ["bad", "bad"]


def test_missed_without_a_database_is_a_sentence(call, monkeypatch, tmp_path):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7:x")
    monkeypatch.setenv("YUANWEN_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    code, out, err = call("missed")
    assert (code, out) == (1, "")
    assert err == f"{tmp_path / 'none.db'} 还没有数据：先启动 yuanwen run，等有人提问。\n"


@pytest.mark.parametrize("command", ["doctor", "missed"])
def test_what_a_command_does_not_take_is_refused(call, command):
    code, out, err = call(command, "more")
    assert (code, out) == (2, "")
    assert "unrecognized arguments: more" in err


@pytest.mark.parametrize("command", [["ask", "x"], ["ask", "--jsonl"], ["chat"]], ids=" ".join)
def test_broken_knowledge_is_told_to_whoever_needs_it(call, broken, command):
    code, out, err = call("--knowledge", str(broken), *command)
    assert (code, out) == (1, "")
    assert err.startswith(f"{broken / 'pairs' / 'a.yaml'}:")


def test_the_setting_names_the_folder_too(call, broken, monkeypatch):
    monkeypatch.setenv("YUANWEN_KNOWLEDGE", str(broken))
    assert call("check")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "usage: yuanwen", id="nothing"),
        pytest.param(["dance"], "dance", id="no such command"),
        pytest.param(["ask"], "no question", id="no question"),
        pytest.param(["ask", "--yaml", "x"], "--yaml", id="no such option"),
        pytest.param(["ask", "--jso", "x"], "--jso", id="part of an option"),
        pytest.param(["ask", "--json", "--jsonl"], "not allowed with", id="both forms"),
        pytest.param(["ask", "--jsonl", "x"], "standard input", id="a question with --jsonl"),
        pytest.param(["ask", "--jsonl", "--explain"], "standard input", id="--explain with --jsonl"),
        pytest.param(["ask", "x", "--knowledge", "."], "--knowledge", id="--knowledge too late"),
        pytest.param(["--knowledge", "nowhere", "ask", "x"], "--knowledge names no folder: 'nowhere'", id="no folder"),
        pytest.param(["check", "x"], "unrecognized", id="too much"),
        pytest.param(["run"], "TELEGRAM_BOT_TOKEN is missing", id="no token"),
    ],
)
def test_called_wrongly(call, arguments, said):
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_the_version(call):
    assert call("--version") == (0, f"yuanwen {__version__}\n", "")


@pytest.mark.parametrize("command", ["ask", "chat", "check", "run"])
def test_help_names_every_command_and_each_has_its_own(call, command):
    assert command in call("--help")[1]
    assert call(command, "--help")[1].startswith(f"usage: yuanwen {command}")


def test_a_mistake_of_ours_is_one_sentence(call, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("bot.cli._matcher", fail)
    code, out, err = call("ask", "x")
    assert (code, out, err.count("\n")) == (70, "", 1)
    assert "ZeroDivisionError" in err
    assert "secret" not in err


def test_an_interrupt_is_quiet(call, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli._matcher", interrupt)
    assert call("ask", "x") == (130, "", "")


def test_python_m_bot_is_the_same(tmp_path):
    done = yuanwen("ask", QUESTION, folder=tmp_path)
    assert done.returncode == 0
    assert EXCERPT in done.stdout.decode()


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX"},
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "ascii:strict"},
    ],
    ids=str,
)
def test_input_and_output_are_utf8_whatever_the_locale(tmp_path, locale):
    done = yuanwen("ask", "--json", QUESTION, folder=tmp_path, **locale)
    assert json.loads(done.stdout.decode("utf-8"))["query"] == QUESTION
    line = json.dumps({"q": QUESTION}, ensure_ascii=False).encode()
    done = yuanwen("ask", "--jsonl", folder=tmp_path, given=line, **locale)
    assert json.loads(done.stdout.decode("utf-8"))["query"] == QUESTION


def test_bytes_that_are_no_text_in_a_question_are_replaced(tmp_path):
    done = yuanwen("ask", "--json", b"\xff\xfe" + QUESTION.encode(), folder=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["query"].endswith(QUESTION)


def test_lines_are_answered_in_order_and_bad_ones_named(tmp_path):
    lines = [json.dumps({"id": 1, "q": QUESTION}).encode(), b"\xff", b"", b'{"id": 3, "q": 4}', b"[" * 100_000]
    done = yuanwen("ask", "--jsonl", folder=tmp_path, given=b"\n".join(lines))
    assert (done.returncode, done.stderr) == (0, b"")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["id"] for result in results] == [1, None, 3, None]
    assert [("error" in result) for result in results] == [False, True, True, True]


def start(*arguments, **streams) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.Popen(command, env=environment, **streams)  # noqa: S603 - the arguments are the tests' own


def test_a_program_gets_each_answer_before_it_asks_on():
    with start("ask", "--jsonl", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "q": QUESTION}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["check"], ["--help"], ["ask", "--jsonl"]], ids=" ".join)
def test_a_reader_that_leaves_early_is_no_error(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    streams = {"stdin": subprocess.PIPE, "stdout": writing, "stderr": subprocess.PIPE}
    with start(*arguments, **streams) as process:
        os.close(writing)
        complaints = process.communicate(b'{"q": "x"}\n', timeout=30)[1]
    assert complaints == b""
    assert process.returncode in {0, 141}  # 0 where argparse itself keeps quiet about it


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_a_sentence():
    with Path("/dev/full").open("wb") as full, start("check", stdout=full, stderr=subprocess.PIPE) as process:
        complaints = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 1
    assert "No space left on device" in complaints
    assert complaints.count("\n") == 1


def test_chat_in_a_pipe_prints_replies_alone(tmp_path):
    given = f"{QUESTION}\n/context\n/quit\nnever asked\n".encode()
    done = yuanwen("chat", folder=tmp_path, given=given)
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert text.startswith("衡东县的“六大工程”是哪些?\n▌ ")
    assert "⟦" in text
    assert "\n> " not in text
    assert "never asked" not in text


def test_chat_ends_with_its_input(tmp_path):
    assert yuanwen("chat", folder=tmp_path, given=b"\xff\xfe\n").returncode == 0


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self._master, slave = pty.openpty()
        self.process = start(*arguments, stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        self._printed = b""

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def wait_for(self, text: str) -> str:
        """What is printed until a text has come, that text included."""
        while text.encode() not in self._printed:
            ready, _, _ = select.select([self._master], [], [], 30)
            assert ready, f"{text!r} never came, but {self._printed.decode(errors='replace')!r}"
            self._printed += os.read(self._master, 65_536)
        before, _, self._printed = self._printed.partition(text.encode())
        return before.decode(errors="replace") + text

    def left(self) -> int:
        """The exit code, once the command has ended."""
        return self.process.wait(timeout=30)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    started: list[Terminal] = []

    def begin(*arguments: str) -> Terminal:
        started.append(Terminal(*arguments))
        return started[-1]

    yield begin
    for one in started:
        one.close()


def test_a_terminal_gets_colours(terminal):
    asked = terminal("ask", QUESTION)
    assert "\x1b[1;32m▌" in asked.wait_for("—— ")
    assert asked.left() == 0


def test_a_terminal_without_colours_gets_none(terminal, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    asked = terminal("ask", QUESTION)
    assert "32m" not in asked.wait_for("—— ")
    assert asked.left() == 0


def test_a_chat_on_a_terminal(terminal):
    """There is a prompt, the history gives lines back, and Ctrl-D leaves."""
    chat = terminal("chat")
    assert "原文" in chat.wait_for("\n> ")
    chat.type(QUESTION + "\n")
    assert "▌" in chat.wait_for("\n> ")
    chat.type("/why\n")
    assert "结果：回答" in chat.wait_for("\n> ")
    chat.type("\x1b[A\x1b[A\n")  # two lines up in the history
    assert "▌" in chat.wait_for("\n> ")
    chat.type("\x04")
    assert chat.left() == 0


def test_standard_streams_of_other_kinds_will_do(monkeypatch):
    """A program that calls `main` may have put anything in their place."""
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert main(["ask", QUESTION]) == 0
    assert EXCERPT in sys.stdout.getvalue()


def test_details_of_a_mistake_are_there_for_those_who_ask(tmp_path):
    code = "import bot.cli as c; c._matcher = lambda _: 1 / 0; c.main(['ask', 'x'])"
    done = python("-X", "dev", "-c", code, folder=tmp_path)
    assert b"ZeroDivisionError: division by zero" in done.stderr
