"""Whether a knowledge folder has changed: what counts as a change, what doesn't, and states that aren't usable."""

import os
import shutil

import pytest
from knowledge_folders import ARTICLE, PAIRS, write

from bot.knowledge.watch import fingerprint


@pytest.fixture
def folder(tmp_path):
    files = {"articles/a.txt": ARTICLE, "pairs/a.yaml": PAIRS}
    files |= {"synonyms.yaml": "groups: []\n", "announcements.yaml": "templates: []\n"}
    return write(tmp_path / "knowledge", files)


def later(path):
    """As if the file were written again in the next nanosecond."""
    seen = path.stat()
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))


def swap_link(folder):
    """As a container's settings are exchanged: the names stay, what they lead to is another."""
    target = folder.parent / "other.txt"
    target.write_text("另一篇。\n", encoding="utf-8")
    (folder / "articles" / "a.txt").unlink()
    (folder / "articles" / "a.txt").symlink_to(target)


CHANGES = {
    "an article grows": lambda folder: (folder / "articles/a.txt").write_text("x" * 999, encoding="utf-8"),
    "an article is written again": lambda folder: later(folder / "articles/a.txt"),
    "pairs are written again": lambda folder: later(folder / "pairs/a.yaml"),
    "synonyms are written again": lambda folder: later(folder / "synonyms.yaml"),
    "announcements are written again": lambda folder: later(folder / "announcements.yaml"),
    "announcements go": lambda folder: (folder / "announcements.yaml").unlink(),
    "an article comes": lambda folder: (folder / "articles/b.txt").write_text("二。\n", encoding="utf-8"),
    "an article goes": lambda folder: (folder / "articles/a.txt").unlink(),
    "pairs are renamed": lambda folder: (folder / "pairs/a.yaml").rename(folder / "pairs/b.yaml"),
    "a link leads elsewhere": swap_link,
    "a link leads nowhere": lambda folder: (folder / "articles/c.txt").symlink_to(folder / "nowhere"),
    "a file of a wrong name": lambda folder: (folder / "pairs/a.yml").write_text("", encoding="utf-8"),
    "a folder comes": lambda folder: (folder / "articles/more").mkdir(),
    "pairs go": lambda folder: shutil.rmtree(folder / "pairs"),
    "all goes": shutil.rmtree,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_shows(folder, change):
    before = fingerprint(folder)
    change(folder)
    assert fingerprint(folder) != before


IDLE = {
    "nothing": lambda _: None,
    "a hidden draft": lambda folder: (folder / "pairs/.a.yaml.swp").write_text("x", encoding="utf-8"),
    "a folder of git's": lambda folder: (folder / ".git").mkdir(),
    "a file is read": lambda folder: (folder / "articles/a.txt").read_bytes(),
    "a draft came and went": lambda folder: [
        (folder / "articles/4913").touch(),
        (folder / "articles/4913").unlink(),
    ],
}


@pytest.mark.parametrize("change", IDLE.values(), ids=IDLE)
def test_what_nobody_reads_does_not_show(folder, change):
    before = fingerprint(folder)
    change(folder)
    assert fingerprint(folder) == before


def test_what_comes_back_is_the_same(folder):
    before = fingerprint(folder)
    folder.rename(folder.with_name("elsewhere"))
    assert fingerprint(folder) != before
    folder.with_name("elsewhere").rename(folder)
    assert fingerprint(folder) == before


def test_a_folder_that_is_none_has_one_state(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "missing", tmp_path / "file"):
        assert fingerprint(path) == fingerprint(path) != ()


def test_the_order_of_a_listing_does_not_matter(folder):
    assert list(fingerprint(folder)) == sorted(fingerprint(folder))


def test_no_file_is_opened(folder, monkeypatch):
    monkeypatch.setattr("builtins.open", lambda *_: pytest.fail("a file was opened"))
    assert len(fingerprint(folder)) == 6
