"""Folders and files as people leave them: each fault is one clear problem, whatever else is in order."""

import os
from pathlib import Path

import pytest
from knowledge_folders import ARTICLE, PAIRS, fold, pair_problems, problems, write

from bot.errors import KnowledgeError
from bot.knowledge.loader import load

BYTES = {
    "GBK": ("# 编辑:甲\n衡东县".encode("gbk"), 1, "isn't UTF-8 (byte 0xB1, it looks like GBK): save it as UTF-8"),
    "Latin-1": ("article:\n  title: é".encode("latin-1"), 2, "isn't UTF-8 (byte 0xE9): save it as UTF-8"),
    "UTF-16": ("衡东县".encode("utf-16"), 1, "is UTF-16: save it as UTF-8"),
    "UTF-16 big-endian": (b"\xfe\xff" + "衡东县".encode("utf-16-be"), 1, "is UTF-16: save it as UTF-8"),
    "UTF-16 without mark": ("pairs: []".encode("utf-16-le"), 1, "holds the control character U+0000"),
    "byte order mark": ("\ufeffpairs: []".encode(), 1, "starts with a byte order mark: save it as UTF-8 without BOM"),
    "NUL": (b"# one\n# two\n# \x00", 3, "holds the control character U+0000: delete it"),
    "escape sequence": (b"# one\n# \x1b[31m", 2, "holds the control character U+001B"),
    "lone surrogate": (b"# one\n# \xed\xa0\x80", 2, "isn't UTF-8 (byte 0xED"),
    "cut off within a character": ("衡".encode()[:2], 1, "isn't UTF-8"),
}


@pytest.mark.parametrize(("content", "line", "message"), BYTES.values(), ids=BYTES)
@pytest.mark.parametrize("name", ["articles/a.txt", "pairs/a.yaml", "synonyms.yaml"])
def test_a_file_that_is_no_utf_8_text_is_one_problem(tmp_path, name, content, line, message):
    write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/a.yaml": PAIRS, name: content})
    (found,) = problems(tmp_path)
    assert found.startswith(f"{name}:{line}: {message}")


@pytest.mark.parametrize(
    ("article", "line"), [("标题\r\n正文\r\n", 1), ("标题\n正文\r\n", 2), ("标题\n正\r文", 2)], ids=["all", "one", "CR"]
)
def test_an_article_with_other_line_ends_is_a_problem(tmp_path, article, line):
    """Positions would count signs that a curator doesn't see."""
    (found,) = problems(write(tmp_path, {"articles/a.txt": article}))
    assert found == f"articles/a.txt:{line}: has a line that ends in CR: save the file with LF line ends"


def test_a_pair_file_with_crlf_is_fine(tmp_path):
    assert pair_problems(tmp_path, PAIRS.replace("\n", "\r\n")) == []


@pytest.mark.parametrize("article", ["", " \n\u3000\n"], ids=["nothing", "spaces"])
def test_an_empty_article_is_a_problem(tmp_path, article):
    (found,) = problems(write(tmp_path, {"articles/a.txt": article}))
    assert found == "articles/a.txt:1: is empty: put the article's text in it or delete it"


def test_a_missing_directory_is_a_problem(tmp_path):
    (found,) = problems(tmp_path / "nowhere")
    assert found == ":1: is missing: a folder with articles/NAME.txt and pairs/NAME.yaml is needed"


def test_an_empty_directory_is_a_problem(tmp_path):
    (found,) = problems(tmp_path)
    assert found == "articles:1: is missing: a folder with articles/NAME.txt and pairs/NAME.yaml is needed"


def test_a_file_in_place_of_the_directory_is_a_problem(tmp_path):
    (found,) = problems(write(tmp_path, {"file": ""}) / "file")
    assert found.startswith(":1: isn't a folder")


def test_a_folder_of_no_articles_is_a_problem(tmp_path):
    (found,) = problems(write(tmp_path, {"articles/.keep": "", "pairs/.keep": ""}))
    assert found == "articles:1: holds no article: put each one in it as NAME.txt"


def test_paths_are_printed_as_the_directory_was_named(tmp_path, monkeypatch):
    write(tmp_path, {"k/articles/a.txt": ARTICLE, "k/pairs/a.yaml": "paires: []"})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        KnowledgeError, match=r"^k/pairs/a\.yaml:1: the key `paires` is unknown \(is `pairs` meant\?\): known"
    ):
        load(Path("k"), fold=fold)


STRAYS = {
    "pairs/a.yml": "isn't read because of its name: rename it to NAME.yaml or move it elsewhere",
    "pairs/a.YAML": "isn't read because of its name: rename it to NAME.yaml",
    "pairs/a.txt": "isn't read because of its name: rename it to NAME.yaml",
    "pairs/b/a.yaml": "isn't read because of its name",
    "articles/b.md": "isn't read because of its name: rename it to NAME.txt",
    "articles/b.yaml": "isn't read because of its name: rename it to NAME.txt",
    "articles/b": "isn't read because of its name: rename it to NAME.txt",
    "articles/a\u200bb.txt": "has unprintable characters in its name: rename it",
    "synonyms.yml": "isn't expected here",
    "hengdong.yaml": "isn't expected here: articles go to articles/NAME.txt, pairs to pairs/NAME.yaml",
    "hengdong.txt": "isn't expected here",
}


@pytest.mark.parametrize(("name", "message"), STRAYS.items(), ids=STRAYS)
def test_a_file_that_would_be_left_out_is_a_problem(tmp_path, name, message):
    (found,) = problems(write(tmp_path, {"articles/a.txt": ARTICLE, name: ""}))
    top = "/".join(name.split("/")[:2]).replace("\u200b", "�")
    assert found.startswith(f"{top}:1: {message}")


@pytest.mark.parametrize(
    "name",
    [
        "articles/.a.txt.swp",
        "pairs/.hidden.yaml",
        ".git/config",
        "pairs.schema.json",
        "README.md",
    ],
)
def test_dotfiles_and_what_others_read_are_let_be(tmp_path, name):
    assert problems(write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/a.yaml": PAIRS, name: "\0"})) == []


@pytest.mark.parametrize("name", ["articles/b.txt", "pairs/a.yaml", "synonyms.yaml", "announcements.yaml"])
def test_a_folder_in_place_of_a_file_is_a_problem(tmp_path, name):
    write(tmp_path, {"articles/a.txt": ARTICLE})
    (tmp_path / name).mkdir(parents=True)
    assert problems(tmp_path) == [f"{name}:1: is no file: a text file is needed in its place"]


@pytest.mark.parametrize("name", ["articles/b.txt", "pairs/a.yaml", "synonyms.yaml", "announcements.yaml"])
def test_a_pipe_in_place_of_a_file_does_not_hang(tmp_path, name):
    write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/.keep": ""})
    os.mkfifo(tmp_path / name)
    assert problems(tmp_path) == [f"{name}:1: is no file: a text file is needed in its place"]


@pytest.mark.parametrize("name", ["articles/b.txt", "pairs/a.yaml", "synonyms.yaml", "announcements.yaml"])
def test_a_broken_link_is_a_problem(tmp_path, name):
    write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/.keep": ""})
    (tmp_path / name).symlink_to("nowhere")
    assert problems(tmp_path) == [f"{name}:1: is a link to nothing: mend or delete it"]


def test_a_link_in_a_circle_is_a_problem(tmp_path):
    write(tmp_path, {"articles/a.txt": ARTICLE})
    (tmp_path / "articles/b.txt").symlink_to("b.txt")
    (found,) = problems(tmp_path)
    assert found.startswith("articles/b.txt:1: can't be read: ")


def test_links_to_files_and_folders_are_followed(tmp_path):
    write(tmp_path, {"real/articles/a.txt": ARTICLE, "real/a.yaml": PAIRS, "k/pairs/.keep": ""})
    (tmp_path / "k/articles").symlink_to(tmp_path / "real/articles")
    (tmp_path / "k/pairs/a.yaml").symlink_to(tmp_path / "real/a.yaml")
    assert list(load(tmp_path / "k", fold=fold).pairs) == ["a/offices"]


@pytest.mark.parametrize("name", ["articles", "pairs"])
def test_a_file_in_place_of_a_folder_is_a_problem(tmp_path, name):
    (found,) = problems(write(tmp_path, {"articles/a.txt": ARTICLE, name: ""} if name == "pairs" else {name: ""}))
    assert found.startswith(f"{name}:1: isn't a folder")


@pytest.mark.parametrize("call", ["stat", "read_bytes", "iterdir"])
def test_a_denied_right_is_a_problem(tmp_path, monkeypatch, call):
    """Simulated, because an administrator may read everything."""

    def denied(self, **_):
        if self.name in {"a.yaml", "pairs"}:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, **_)

    real = getattr(Path, call)
    write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/a.yaml": PAIRS})
    monkeypatch.setattr(Path, call, denied)
    name = "pairs" if call == "iterdir" else "pairs/a.yaml"
    (found,) = problems(tmp_path)
    assert found.startswith(f"{name}:1: can't be read: give the bot's user the right to read it")


def test_a_disk_fault_is_a_problem(tmp_path, monkeypatch):
    write(tmp_path, {"articles/a.txt": ARTICLE})

    def fails(_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fails)
    assert problems(tmp_path) == ["articles/a.txt:1: can't be read: Input/output error"]


def test_a_name_that_is_no_utf_8_can_be_printed(tmp_path):
    write(tmp_path, {"articles/a.txt": ARTICLE})
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/articles/\xff.txt")).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (found,) = problems(tmp_path)
    assert found == "articles/\ufffd.txt:1: has unprintable characters in its name: rename it"


def test_a_pair_file_without_article_is_a_problem(tmp_path):
    write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/b.yaml": PAIRS + "    nota: x\n"})
    lonely, unknown = problems(tmp_path)
    assert lonely.startswith(f"pairs/b.yaml:1: has no article: put its text at {tmp_path}/articles/b.txt, or give")
    assert unknown.startswith(
        "pairs/b.yaml:6: the key `nota` is unknown (is `note` meant?): known here are id, question"
    )


def test_the_problems_of_all_files_come_at_once_and_in_order(tmp_path):
    write(
        tmp_path,
        {
            "articles/a.txt": ARTICLE,
            "articles/b.txt": "\xff".encode("latin-1"),
            "articles/c.txt": ARTICLE,
            "pairs/a.yaml": "pairs: 5",
            "pairs/b.yaml": PAIRS.replace("offices", "OFFICES"),
            "pairs/c.yaml": PAIRS.replace("45个清廉机关", "46个清廉机关"),
            "pairs/d.yml": "",
            "synonyms.yaml": "groups: no",
        },
    )
    assert [problem.split(": ")[0] for problem in problems(tmp_path)] == [
        "articles/b.txt:1",
        "pairs/a.yaml:1",
        "pairs/b.yaml:2",
        "pairs/c.yaml:5",
        "pairs/d.yml:1",
        "synonyms.yaml:1",
    ]
