"""`kill -9` while an announcement goes out: nobody is left out and nobody hears it twice, whatever the database."""

import pytest
from benchmarks.announced_kills import IN_FLIGHT, kill
from benchmarks.database import Ledger, ServerLedger

KILLS, CHATS = 3, 90


CASES = {
    "one process on SQLite, which asks": ("sqlite", "ask"),
    "one process on SQLite, which sends again": ("sqlite", "resend"),
    "two processes on PostgreSQL, which ask": ("postgresql", "ask"),
}


@pytest.mark.parametrize(("kind", "uncertain"), CASES.values(), ids=CASES)
async def test_killed_again_and_again_it_loses_nothing_and_repeats_only_what_it_may(request, tmp_path, kind, uncertain):
    if kind == "sqlite":
        processes, ledger = 1, Ledger(tmp_path / "yuanwen.db")
    else:
        processes, ledger = 2, _on_server(request)
    series = await kill(tmp_path, ledger, kills=KILLS, chats=CHATS, processes=processes, uncertain=uncertain)
    assert series.lost == set()
    assert series.unfounded == 0
    assert series.given_up == set()
    assert max(map(len, series.open)) <= IN_FLIGHT
    assert series.repeats == 0 if uncertain == "ask" else not series.unknown
    assert series.groups.refused == 0
    assert series.check == "ok"


def _on_server(request):
    """An empty database as the benchmarks take it."""
    server, url = request.getfixturevalue("postgresql"), request.getfixturevalue("postgresql_url")
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return ServerLedger(address, lambda statement: server.run(statement, database=url.database))
