"""Inline mode: pairs ready to be sent."""

import json

import pytest
from structlog.testing import capture_logs
from telegram_knowledge import TREES
from telegram_world import BEN, Refusal, methods


def results(call):
    found = call["results"]
    return json.loads(found) if isinstance(found, str) else found


async def test_the_best_pair_comes_first_with_its_excerpt_and_source(world):
    (call,) = await world.search("果园 梨树")
    first = results(call)[0]
    assert call.method == "answerInlineQuery"
    assert first["title"] == TREES
    assert "三百棵" in first["description"]
    assert "<blockquote>今年种下梨树三百棵</blockquote>" in first["input_message_content"]["message_text"]
    assert "青石村报" in first["input_message_content"]["message_text"]
    assert first["input_message_content"]["parse_mode"] == "HTML"


async def test_answers_are_kept_for_each_person_apart(world):
    """They are in the person's language, and Telegram would share them otherwise."""
    (call,) = await world.search("果园", BEN)
    assert call["is_personal"] is True
    assert 0 < call["cache_time"] <= 300


async def test_nothing_typed_offers_a_question_of_each_topic(world):
    (call,) = await world.search("")
    titles = [result["title"] for result in results(call)]
    assert len(titles) == len(set(titles)) >= 4


QUERIES = {
    "spaces": "   ",
    "256 signs": "梨" * 256,
    "quotes": "' OR 1=1-- \"x*",
    "per cent": "%" * 50,
    "nul": "梨\0树",
    "lone surrogate": "梨\ud83d树",
    "bidi": "\u202e梨树",
    "template": "{0.__class__} {{7*7}} %s",
    "emoji": "🍐" * 100,
    "not one sign": "\u200b\u200d",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_any_words_get_an_answer_that_telegram_takes(world, query):
    (call,) = await world.search(query)
    found = results(call)
    assert len(found) <= 50
    assert len({result["id"] for result in found}) == len(found)
    assert all(1 <= len(result["id"].encode()) <= 64 for result in found)


async def test_refused_markup_is_offered_in_plain_words(world):
    world.recorder.refusals["answerInlineQuery"] = [Refusal(400, "Bad Request: can't parse entities: x")]
    marked, plain = await world.search("果园")
    assert "parse_mode" not in results(plain)[0]["input_message_content"]
    assert "<" not in results(plain)[0]["input_message_content"]["message_text"]
    assert len(results(marked)) == len(results(plain))


async def test_a_query_that_is_too_old_is_one_log_line(world):
    world.recorder.refusals["answerInlineQuery"] = [
        Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    ]
    with capture_logs() as lines:
        assert methods(await world.search("果园")) == ["answerInlineQuery"]
    assert [line["log_level"] for line in lines if line["event"] != "inline"] == ["warning"]


async def test_no_answer_goes_out_while_telegram_wants_to_be_left_alone(world):
    world.recorder.refusals["answerInlineQuery"] = [Refusal(429, "x", {"retry_after": 60})]
    assert methods(await world.search("果园")) == ["answerInlineQuery"]
    assert await world.search("果园") == []
    world.now += 61
    assert methods(await world.search("果园")) == ["answerInlineQuery"]
