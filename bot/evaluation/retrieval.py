"""Retrieval sets -> a knowledge in memory and what to ask it. Reads the files that it is given, writes none.

`NAME.queries.jsonl` holds {q, cid, type}: `cid` is the number of the question that answers it, and `type` is
`answerable`, or says why nothing answers it. `NAME.index.jsonl` beside it holds {cid, q, alias}: what there is to find,
alias 0 being the question, the others its phrasings. `NAME.adjudication.jsonl`, if there is one, repairs labels by
{q, cid, verdict}: with `also_correct` that number answers the query too, with `ambiguous` or `duplicate_of_indexed`
nobody can tell, and the query is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from bot.errors import Problem
from bot.evaluation.lines import BadLineError, Fields, Sheet, number_of, read_sheet, text_of
from bot.knowledge.model import Article, Excerpt, Knowledge, Pair

QUERIES, INDEX, REPAIRS = ".queries.jsonl", ".index.jsonl", ".adjudication.jsonl"
ANSWERABLE = "answerable"
ALSO, UNTELLABLE = "also_correct", ("ambiguous", "duplicate_of_indexed")


@dataclass(frozen=True, slots=True)
class Query:
    """A query with the numbers of the questions that answer it.

    Attributes:
        id: the number of its line.
        kind: its type.
        right: empty where nothing answers it.
    """

    id: str
    kind: str
    text: str
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A knowledge of nothing but questions, and what to ask it.

    Attributes:
        ids: the id of each question's pair by its number.
    """

    knowledge: Knowledge
    ids: Mapping[int, str]
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    cid: int
    text: str
    alias: int


@dataclass(frozen=True, slots=True)
class _Repair:
    text: str
    cid: int
    verdict: str


def queries_in(sheet: Sheet) -> tuple[Query, ...]:
    """The queries of a file, as they are labelled in it."""
    return tuple(
        Query(str(number), kind, text, frozenset({cid} if kind == ANSWERABLE else ()))
        for number, (text, kind, cid) in sheet.values(_query)
    )


def beside(path: Path, ending: str) -> Path | None:
    """The file that belongs to a file of queries; None where there is none."""
    other = path.with_name(path.name.removesuffix(QUERIES) + ending)
    return other if path.name.endswith(QUERIES) and other.is_file() else None


def retrieval_in(sheet: Sheet, index: Path, problems: list[Problem]) -> Retrieval:
    """The queries of a file, repaired, and the knowledge made of the index beside it."""
    name = index.name.removesuffix(INDEX)
    questions: dict[int, list[str]] = {}
    for _, entry in sorted(read_sheet(index, problems).values(_entry), key=lambda row: row[1].alias):
        questions.setdefault(entry.cid, []).append(entry.text)
    repairs = beside(sheet.path, REPAIRS)
    repaired = tuple(_repaired(queries_in(sheet), _repairs(repairs, problems))) if repairs else queries_in(sheet)
    for query in repaired:
        for cid in query.right - questions.keys():
            sheet.fault(int(query.id), f"no question of {index.name} has the cid {cid}")
    ids = {cid: f"{name}/{cid}" for cid in questions}
    return Retrieval(_knowledge(name, questions, ids), ids, repaired)


def _repairs(path: Path, problems: list[Problem]) -> dict[str, _Repair]:
    return {repair.text: repair for _, repair in read_sheet(path, problems).values(_repair)}


def _repaired(queries: Iterable[Query], repairs: Mapping[str, _Repair]) -> Iterable[Query]:
    for query in queries:
        repair = repairs.get(query.text)
        if repair is None:
            yield query
        elif repair.verdict == ALSO:
            yield Query(query.id, query.kind, query.text, query.right | {repair.cid})


def _knowledge(name: str, questions: Mapping[int, list[str]], ids: Mapping[int, str]) -> Knowledge:
    """A pair for each number, its excerpt the line of one article that is the question itself."""
    lines = [" ".join(texts[0].split()) for texts in questions.values()]
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    pairs = {
        ids[cid]: Pair(
            ids[cid], name, texts[0], tuple(texts[1:]), (Excerpt(name, line, number, start, start + len(line)),)
        )
        for number, ((cid, texts), line, start) in enumerate(zip(questions.items(), lines, starts, strict=False), 1)
    }
    return Knowledge({name: Article(name, "\n".join(lines), name)}, pairs)


def _query(fields: Fields) -> tuple[str, str, int]:
    return text_of(fields, "q"), text_of(fields, "type"), number_of(fields, "cid")


def _entry(fields: Fields) -> _Entry:
    return _Entry(number_of(fields, "cid"), text_of(fields, "q"), number_of(fields, "alias"))


def _repair(fields: Fields) -> _Repair:
    repair = _Repair(text_of(fields, "q"), number_of(fields, "cid"), text_of(fields, "verdict"))
    if repair.verdict not in (ALSO, *UNTELLABLE):
        raise BadLineError(f'"verdict" is none of {", ".join((ALSO, *UNTELLABLE))}')
    return repair
