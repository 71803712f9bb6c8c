"""Hostile text and strange people over HTTP: the stand-in is as strict as Telegram, so what is sent must be sound."""

import pytest
from structlog.testing import capture_logs
from telegram_knowledge import HOURS, TREES
from test_hostile import ENTITIES, PEOPLE, TEXTS

from bot.preview.entities import units

FITTING = {name: text for name, text in TEXTS.items() if units(text) <= 4096 and text.strip()}
REAL = {name: person for name, person in PEOPLE.items() if name != "huge id"}
SENDABLE = {name: text for name, text in FITTING.items() if name != "lone surrogates"}


def sound(served, lines):
    """Telegram refused nothing but edits that change nothing, and nothing broke."""
    refused = [(call.method, call.result) for call in served.calls() if call.code not in {200, None}]
    assert [one for one in refused if "message is not modified" not in one[1]] == []
    assert [line for line in lines if line["log_level"] not in {"info", "debug"}] == []


@pytest.mark.parametrize("text", SENDABLE.values(), ids=SENDABLE)
async def test_any_text_is_borne(served, ann, ben, text):
    """In private, in a group behind a call, quoted, and as an edit; then the next question is answered."""
    group = served.group("群", ann, ben, bot="administrator")
    with capture_logs() as lines:
        post = ann.says(text)
        ann.edits(post, TREES)
        ann.edits(post, text)
        said = ann.says(text, group)
        if units(text) < 4000:
            ben.says(f"/ask {text}", group)
            ben.says(f"{text} @pear_bot", group)
        ben.says("/ask", group, reply_to=said)
        served.world.clock.now += 120
        await served.asked("sendMessage")
        last = ben.says(f"/ask {HOURS}", group)
        await served.world.journal.until(lambda: any(p.replies_to == last.id for p in group.sent), "the last answer")
    sound(served, lines)


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
async def test_any_entity_is_borne(served, ann, entity):
    with capture_logs() as lines:
        ann.sends({"text": f"🍐 {TREES}", "entities": [entity]})
        assert "三百棵" in (await ann.hears()).text
    sound(served, lines)


@pytest.mark.parametrize("person", REAL.values(), ids=REAL)
async def test_anybody_may_ask(served, person):
    chat = {"id": person["id"], "type": "private", "first_name": "x"}
    message = {"message_id": 1, "date": served.world.now, "chat": chat, "from": person, "text": TREES}
    served.world.updates.force({"message": message})
    (sent,) = await served.asked("sendMessage")
    assert "三百棵" in sent["text"]
