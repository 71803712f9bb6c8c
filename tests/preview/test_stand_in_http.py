"""The stand-in's HTTP: addresses, tokens, and every form in which the Bot API takes parameters."""

import aiohttp
import pytest
from stand_in_kit import Client

from bot.preview.standin import TOKEN, StandIn


@pytest.mark.parametrize("verb", ["get", "post"])
async def test_parameters_may_stand_in_the_address(bot, ann, verb):
    """Source: Bot API, "we support GET and POST HTTP methods" and four ways of passing parameters."""
    url = f"{bot.base}/sendMessage"
    async with getattr(bot.session, verb)(url, params={"chat_id": ann.id, "text": "甲&乙=丙"}) as answer:
        assert (await answer.json())["result"]["text"] == "甲&乙=丙"


async def test_a_form_a_form_of_parts_and_json_say_the_same(bot, ann):
    given = {
        "chat_id": str(ann.id),
        "text": "你好",
        "reply_markup": '{"inline_keyboard": [[{"text": "a", "url": "https://e.org"}]]}',
    }
    parts = aiohttp.FormData(default_to_multipart=True)
    for name, value in given.items():
        parts.add_field(name, value)
    ways = [{"data": given}, {"data": parts}, {"json": given}]
    shown = []
    for way in ways:
        async with bot.session.post(f"{bot.base}/sendMessage", **way) as answer:
            shown.append((await answer.json())["result"])
    first, *others = [{k: v for k, v in one.items() if k != "message_id"} for one in shown]
    assert others == [first, first]
    assert first["reply_markup"]["inline_keyboard"][0][0]["text"] == "a"


async def test_methods_are_known_in_any_case(bot):
    """Source: Bot API, "all methods in the Bot API are case-insensitive"."""
    assert (await bot("getme"))["username"] == "yuanwen_bot"


async def test_an_unknown_method_is_not_found_and_reported(telegram, bot):
    assert await bot.refusal("makeTea") == (404, "Not Found")
    assert telegram.reports == ["makeTea: no method of the stand-in"]


async def test_an_unknown_parameter_is_passed_over_and_reported(telegram, bot, ann):
    assert (await bot("sendMessage", chat_id=ann.id, text="x", colour="red"))["text"] == "x"
    assert telegram.reports == ["sendMessage: unknown parameter 'colour'"]


TOKENS = {"7000001:another": 401, "1:x": 401, "word": 404, "7000001": 404, "7000001:": 404}


@pytest.mark.parametrize(("token", "code"), TOKENS.items(), ids=TOKENS)
async def test_a_token_of_no_bot_is_unauthorized_and_one_of_no_form_not_found(telegram, bot, token, code):
    other = Client(bot.session, telegram.url, token)
    assert (await other.refusal("getMe"))[0] == code
    assert telegram.calls() == []


async def test_without_a_token_of_its_own_it_takes_the_first_that_comes():
    async with StandIn(token=None) as telegram, aiohttp.ClientSession() as session:
        assert (await Client(session, telegram.url, "42:first")("getMe"))["id"] == 42
        assert (await Client(session, telegram.url, "43:second").refusal("getMe"))[0] == 401


BODIES = {"{": 400, "[1]": 400, "null": 400, "[" * 100_000: 400, '{"chat_id": 1e999}': 400}


@pytest.mark.parametrize(("body", "code"), BODIES.items(), ids=[body[:20] for body in BODIES])
async def test_a_body_that_is_no_object_is_refused(bot, body, code):
    headers = {"Content-Type": "application/json"}
    async with bot.session.post(f"{bot.base}/sendMessage", data=body, headers=headers) as answer:
        assert answer.status == code


@pytest.mark.parametrize("path", ["/", "/bot", f"/bot{TOKEN}", f"/file/bot{TOKEN}/x", f"/bot{TOKEN}/a/b"])
async def test_other_addresses_are_not_found(telegram, bot, path):
    async with bot.session.get(telegram.url + path) as answer:
        assert answer.status == 404


async def test_it_listens_on_loopback_alone(telegram):
    assert telegram.url.startswith("http://127.0.0.1:")
