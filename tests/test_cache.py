"""The cache on disk: what was written is read, whatever is damaged or foreign is not, and nothing ever goes wrong."""

import os
import stat
import threading
from pathlib import Path

import pytest
from fresh import python
from hypothesis import given
from hypothesis import strategies as st

from bot import cache

KEY = cache.key_of("some", "thing")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A cache of the test's own, not there yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept" / "here"))
    return tmp_path / "kept" / "here"


def only(folder) -> Path:
    [path] = folder.iterdir()
    return path


def test_what_was_written_is_read():
    cache.write("kind", KEY, b"one", bytearray(b""), memoryview(b"two"))
    assert bytes(cache.read("kind", KEY)) == b"onetwo"


def test_what_was_read_cannot_be_changed():
    cache.write("kind", KEY, b"one")
    assert cache.read("kind", KEY).readonly


def test_arrays_begin_where_they_may():
    import numpy as np

    numbers = np.arange(1000, dtype=np.float64)
    cache.write("kind", KEY, numbers.data)
    again = np.frombuffer(cache.read("kind", KEY), dtype=np.float64)
    assert (again == numbers).all()
    assert again.flags.aligned


def test_an_empty_content_is_one():
    cache.write("kind", KEY)
    assert cache.read("kind", KEY) == b""


def test_a_later_content_takes_the_place_of_the_earlier(folder):
    cache.write("kind", KEY, b"one")
    before = cache.read("kind", KEY)
    cache.write("kind", KEY, b"another")
    assert (bytes(before), bytes(cache.read("kind", KEY))) == (b"one", b"another")
    only(folder)


def test_kinds_and_keys_are_apart():
    cache.write("kind", KEY, b"one")
    assert cache.read("other", KEY) is None
    assert cache.read("kind", cache.key_of("some")) is None


def test_nobody_else_may_read_it(folder):
    cache.write("kind", KEY, b"one")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, only(folder))]
    assert modes == [0o700, 0o600]


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_keys_tell_parts_apart(one, other):
    assert (cache.key_of(*one) == cache.key_of(*other)) == (one == other)


def test_a_text_in_a_key_is_its_bytes():
    assert cache.key_of("衡东") == cache.key_of("衡东".encode())
    assert cache.key_of("\ud800") != cache.key_of("")


def flipped(at):
    def flip(data):
        return data[:at] + bytes([data[at] ^ 1]) + data[at:][1:]

    return flip


DAMAGES = {
    "empty": lambda data: data[:0],
    "header cut": lambda data: data[:40],
    "cut": lambda data: data[:-1],
    "content gone": lambda data: data[:64],
    "longer": lambda data: data + b"\0",
    "magic": flipped(3),
    "digest": flipped(20),
    "first byte": flipped(64),
    "last byte": flipped(-1),
    "foreign": lambda data: data.hex().encode(),
    "zeros": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_counts_as_missing_and_is_made_anew(folder, damage):
    cache.write("kind", KEY, b"some content")
    path = only(folder)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert cache.read("kind", KEY) is None
    cache.write("kind", KEY, b"some content")
    assert bytes(cache.read("kind", KEY)) == b"some content"


def test_a_file_under_another_name_counts_as_missing(folder):
    cache.write("kind", KEY, b"some content")
    path = only(folder)
    path.rename(path.with_name(path.name.replace("kind", "other")))
    assert cache.read("other", KEY) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes have names here")
def test_a_pipe_or_a_folder_in_place_of_a_file_is_not_read(folder):
    folder.mkdir(parents=True)
    os.mkfifo(folder / f"kind-{KEY}.cache")
    (folder / f"other-{KEY}.cache").mkdir()
    assert cache.read("kind", KEY) is None
    assert cache.read("other", KEY) is None
    cache.write("other", KEY, b"one")
    assert list(folder.glob("*.part")) == []


def as_file(folder):
    folder.parent.mkdir()
    folder.write_text("not a folder")
    return folder


def within_file(folder):
    return as_file(folder) / "deeper"


UNUSABLE = {
    "a file": as_file,
    "within a file": within_file,
    "no path": lambda folder: f"{folder}\0b",
    "too long": lambda folder: folder / ("x" * 5000),
    "not to be written": lambda folder: f"/proc/self/{folder.name}",
    "no home": lambda folder: f"~nobody-has-this-name/{folder.name}",
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_folder_that_cannot_be_used_stops_nothing(folder, monkeypatch, kind):
    given = str(UNUSABLE[kind](folder))
    if "\0" in given:  # no environment holds such a thing; .env may
        monkeypatch.delenv(cache.VARIABLE)
        Path(".env").write_text(f"{cache.VARIABLE}='{given}'\n")
    else:
        monkeypatch.setenv(cache.VARIABLE, given)
    cache.write("kind", KEY, b"one")
    assert cache.read("kind", KEY) is None


@pytest.mark.parametrize("word", ["off", "OFF", " off "])
def test_it_can_be_turned_off(monkeypatch, word):
    monkeypatch.setenv(cache.VARIABLE, word)
    cache.write("kind", KEY, b"one")
    assert cache.folder() is None
    assert cache.read("kind", KEY) is None
    assert list(Path().iterdir()) == []


def test_the_setting_may_stand_in_a_file(tmp_path, monkeypatch):
    monkeypatch.delenv(cache.VARIABLE)
    Path(".env").write_text(f"{cache.VARIABLE}=~/mine\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.folder() == tmp_path / "mine"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"YUANWEN_CACHE"], ids=["no text", "no value"])
def test_without_a_setting_it_is_the_folder_of_the_platform(monkeypatch, content):
    monkeypatch.delenv(cache.VARIABLE)
    Path(".env").write_bytes(content)
    assert cache.folder().name == "yuanwen"
    assert cache.folder().is_absolute()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="elsewhere a home is found otherwise")
def test_without_a_home_nothing_is_kept(tmp_path):
    """`~` would be a folder of that name in the working directory."""
    code = "import posixpath; posixpath.expanduser = str; from bot import cache; print(cache.folder())"
    assert python("-c", code, folder=tmp_path, XDG_CACHE_HOME="").stdout.strip() == b"None"


def used(folder, kind, number, age, size=100):
    """A file that was used so many seconds ago; its name."""
    key = cache.key_of(kind, str(number))
    cache.write(kind, key, bytes(size - 64))
    path = folder / f"{kind}-{key}.cache"
    now = path.stat().st_mtime
    os.utime(path, (now - age, now - age))
    return path.name


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_the_first_to_go_are_those_used_longest_ago(folder):
    kept = [used(folder, "kind", number, number) for number in range(10)]
    cache.tidy(folder, most=550)
    assert names(folder) == set(kept[:5])


def test_what_nobody_used_for_long_goes(folder):
    kept = [used(folder, "kind", number, number * 10) for number in range(10)]
    cache.tidy(folder, age=45)
    assert names(folder) == set(kept[:5])


def test_the_last_of_each_kind_stays_however_big_and_old(folder):
    used(folder, "one", 1, 2000)
    kept = {used(folder, kind, 0, 1000, 1000) for kind in ("one", "other")}
    cache.tidy(folder, most=500, age=10)
    assert names(folder) == kept


def test_to_read_is_to_use(folder):
    old, new = used(folder, "kind", 0, 100), used(folder, "kind", 1, 50)
    cache.read("kind", cache.key_of("kind", "0"))
    cache.tidy(folder, most=150)
    assert names(folder) == {old}
    assert new != old


def test_to_write_tidies(folder):
    used(folder, "kind", 0, cache.MAX_AGE + 10)
    new = used(folder, "kind", 1, 0)
    assert names(folder) == {new}


def test_what_a_killed_process_left_goes_after_a_day(folder):
    cache.write("kind", KEY, b"one")
    parts = [folder / f"kind-{KEY}.{letter * 16}.part" for letter in "ab"]
    for path in parts:
        path.write_bytes(b"half of")
    os.utime(parts[0], (1, 1))
    cache.write("kind", KEY, b"one")
    assert names(folder) == {f"kind-{KEY}.cache", parts[1].name}


def test_files_of_others_are_left_alone(folder):
    folder.mkdir(parents=True)
    others = ["mine.cache", f"kind-{KEY}.cache.old", "notes.part", f"Kind-{KEY}.cache", ".hidden"]
    for name in others:
        (folder / name).write_text("mine")
        os.utime(folder / name, (1, 1))
    cache.write("kind", KEY, b"one")
    cache.tidy(folder, most=0, age=0)
    assert names(folder) == {*others, f"kind-{KEY}.cache"}


def test_many_may_write_and_read_at_once(folder):
    """Whoever reads gets one of the contents as a whole, or none."""
    contents = {bytes([number]) * 200_000 for number in range(4)}
    faults = []

    def work(content):
        for _ in range(20):
            cache.write("kind", KEY, content)
            cache.write("kind", cache.key_of(content), content)
            if (got := cache.read("kind", KEY)) is not None and bytes(got) not in contents:
                faults.append(got)

    threads = [threading.Thread(target=work, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(names(folder)) == 5


def test_a_version_of_the_code_is_its_files(tmp_path):
    names = []
    for number in range(2):
        room = tmp_path / str(number)
        room.mkdir()
        (room / "one.py").write_text("x = 1\n")
        names.append(cache.code_of(room))
        (room / "__pycache__").mkdir()
        cache.code_of.cache_clear()
        assert cache.code_of(room) == names[-1]
        (room / "words.toml").write_text("x = 1\n")
        assert cache.code_of(room) == names[-1]  # what runs is what was imported
        cache.code_of.cache_clear()
        names.append(cache.code_of(room))
    assert names[:2] == names[2:]
    assert names[0] != names[1]


def test_code_that_cannot_be_read_has_no_version(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        cache.code_of(tmp_path / "nowhere")
