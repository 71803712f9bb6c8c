"""`doctor` on the screen: a line for each check, what it found and how to mend it; or all of them as JSON."""

import json
from collections.abc import Iterable, Sequence
from typing import TextIO

from bot.replies.markup import Block, Span
from bot.replies.text import tame
from bot.replies.words import Words
from bot.telegram.findings import Finding
from bot.terminal.screen import table, write_blocks
from bot.terminal.words import terminal_words


def show_findings(findings: Sequence[Finding], language: str | None, out: TextIO) -> bool:
    """Print what the checks found.

    Returns:
        Whether nothing is bad.
    """
    words = terminal_words(language)
    lines = table([[words.text(f"doctor.{one.state}"), _said(one, words)] for one in findings])
    shown = zip(findings, lines, strict=True)
    write_blocks((Block((Span(line, bold=one.state != "ok"),), tight=True) for one, line in shown), out)
    return _is_well(findings)


def write_findings(findings: Sequence[Finding], language: str | None, out: TextIO) -> bool:
    """Print them as a JSON list, for machines.

    Returns:
        Whether nothing is bad.
    """
    words = terminal_words(language)
    shown = [
        {"check": one.check, "state": one.state, "found": _found(one, words), "mend": _mend(one, words)}
        for one in findings
    ]
    out.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
    return _is_well(findings)


def _is_well(findings: Iterable[Finding]) -> bool:
    return all(finding.state != "bad" for finding in findings)


def _said(finding: Finding, words: Words) -> str:
    check, mend = words.text(f"doctor.check-{finding.check}"), _mend(finding, words)
    said = words.text("doctor.line", check=check, said=_found(finding, words))
    return said + (words.text("doctor.mend", mend=mend) if mend else "")


def _found(finding: Finding, words: Words) -> str:
    return words.text(f"doctor.{finding.key}", **_shown(finding))


def _mend(finding: Finding, words: Words) -> str | None:
    return None if finding.state == "ok" else words.text(f"doctor.{finding.key}-mend", **_shown(finding))


def _shown(finding: Finding) -> dict[str, str | int]:
    """Titles of groups and the like, on one line and without hidden signs."""
    return {name: tame(value) if isinstance(value, str) else value for name, value in finding.values.items()}
