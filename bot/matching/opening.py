"""A knowledge folder -> a matcher: its knowledge, its calibration, its indexes and its encoder. Reads files."""

from pathlib import Path

from bot.encoding.cached import CachedEncoder
from bot.errors import YuanwenError
from bot.knowledge.loader import load
from bot.matching.calibration import Calibration, calibration, parse_calibration
from bot.matching.fold import fold_all
from bot.matching.keeping import keep
from bot.matching.matcher import Matcher

CALIBRATION = "calibration.json"
"""The file in a knowledge folder that holds what was fitted to it."""


class CalibrationError(YuanwenError):
    """A knowledge folder's calibration can't be used."""


def open_matcher(folder: Path, encoder: CachedEncoder | None = None) -> Matcher:
    """The matcher of a knowledge folder.

    Raises:
        KnowledgeError: the knowledge can't be used.
        CalibrationError: its calibration can't.
    """
    return Matcher(load(folder, fold=fold_all), calibration_of(folder), encoder, keep)


def calibration_of(folder: Path) -> Calibration:
    """The calibration that was fitted to a knowledge, else the one that comes with the package."""
    path = folder / CALIBRATION
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return calibration()
    except (OSError, UnicodeDecodeError) as wrong:
        raise CalibrationError(f"{path}:1: can't be read ({wrong}): fit it anew with `yuanwen fit`") from None
    try:
        return parse_calibration(text)
    except ValueError as wrong:
        raise CalibrationError(
            f"{path}:1: is no calibration of this version ({wrong}): fit it anew with `yuanwen fit`, or delete it"
        ) from None
