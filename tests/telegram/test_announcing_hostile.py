"""What strangers, forged buttons and strange texts do to the planning of announcements: nothing."""

import pytest
from announcing_kit import BEN, CAT, CATS, FILES, PLACES, an_office
from telegram_world import GROUP, ME, PRIVATE, Refusal, methods

from bot.preview.markup import parse_html
from bot.replies.announcing_ids import Press, decode_press, encode_press
from bot.store.database import Database

GROUP_A = -1000000000601
STRANGE = {
    "link": "</b><a href=tg://user?id=1>x</a>",
    "unclosed": "<pre>&amp;lt;",
    "override": "abc\u202edcba\u2066x",
    "format": "{0.__class__} {value} %s {{7*7}}",
    "zalgo": "z" + "\u0301\u0323\u0489" * 400,
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 300,
    "mentions": "@all " * 300,
}


@pytest.fixture
async def office(matcher, tmp_path):
    async with an_office(matcher, tmp_path / "y.db") as office:
        await office.subscribe(GROUP_A)
        yield office


FORGED = [
    *("a:", "a:w", "a:w:000000:confirm", "a:w:00000000:go:preview", "a:w:00000000:go:check", "a:w:00000000:page:-1"),
    *(
        "a:o:1:approve",
        "a:o:99999999999:stop",
        "a:o:2147483648:open",
        "a:o:x:open",
        "a:o:1:recall:yes",
        "a:o:1:nonsense",
    ),
    *("a:o:1:report:99999999999999", "a:l:planned:page:x", "a:l:nonsense:page:1", "a:l::list:-5", "a:t:aaaa:on"),
    *(
        "a:t::off",
        "a:c:1:correct:abc",
        "a:c:1:leave",
        "a:c:x:leave:1",
        "a:w:\u202e:go",
        "a:" + "9" * 5000,
        "a:o:1:undo:x",
    ),
]


@pytest.mark.parametrize("data", FORGED, ids=lambda data: repr(data)[:30])
async def test_a_forged_press_does_nothing(office, data):
    await office.plans("大家好", "每天", "08:00")
    before, state = len(office.recorder.calls), (await office.planned())[0]
    await office.tells("/announcements")
    await office.press(office.screen(), data)
    (after,) = await office.planned()
    assert (after.state, after.plan, after.next_at) == (state.state, state.plan, state.next_at)
    assert "answerCallbackQuery" in methods(office.recorder.calls[before:])


VERBS = [
    "a:o:1:stop",
    "a:o:1:recall:yes",
    "a:o:1:approve",
    "a:l::list",
    "a:l::new",
    "a:t:aaaa:on",
    "a:w:00000000:confirm",
]


@pytest.mark.parametrize("data", VERBS)
async def test_a_press_by_somebody_else_does_nothing_but_a_toast(office, data):
    """Under the operator's message, under one in their own chat, and in a group."""
    await office.plans("大家好", "每天", "08:00")
    screen = office.screen()
    for chat in (PRIVATE, CATS, GROUP):
        calls = await office.press(screen | {"chat": chat}, data, CAT)
        assert methods(calls) == ["answerCallbackQuery"]
    assert (await office.planned())[0].state == "active"


async def test_to_strangers_a_press_is_like_any_that_means_nothing(office):
    """The answer doesn't tell that there is anything for operators."""
    await office.plans("大家好", "每天", "08:00")
    told = []
    for data in ("a:o:1:stop", "a:nonsense", "x:nonsense"):
        (call,) = await office.press(office.screen() | {"chat": CATS}, data, CAT)
        told.append((call["text"], call["show_alert"]))
    assert len(set(told)) == 1


async def test_an_operators_press_in_a_group_or_another_chat_does_nothing(office):
    """A message with its buttons can be forwarded or copied."""
    await office.plans("大家好", "每天", "08:00")
    screen = office.screen()
    for chat in (GROUP, PLACES[BEN["id"]]):
        office.now += 5
        assert methods(await office.press(screen | {"chat": chat}, "a:o:1:stop")) == ["answerCallbackQuery"]
    assert methods(await office.press(screen | {"from": CAT}, "a:o:1:stop")) == ["answerCallbackQuery"]
    assert methods(await office.press(None, "a:o:1:stop", inline_message_id="x")) == ["answerCallbackQuery"]
    assert (await office.planned())[0].state == "active"


async def test_one_operator_can_not_press_for_anothers_draft(office):
    await office.tells("/announce")
    await office.tells("你好")
    screen = await office.follows("所有", "现在", "预览 ›")
    calls = await office.press(screen | {"chat": PLACES[BEN["id"]]}, office.data_of("✅"), BEN)
    assert methods(calls) == ["answerCallbackQuery"]
    assert await office.planned() == []


async def test_who_is_no_operator_any_more_confirms_nothing(matcher, tmp_path):
    path = tmp_path / "y.db"
    async with an_office(matcher, path) as office:
        await office.subscribe(GROUP_A)
        await office.tells("/announce")
        await office.tells("你好")
        screen = await office.follows("所有", "现在", "预览 ›")
        data, recorder, now = office.data_of("✅"), office.recorder, office.now
    async with an_office(matcher, path, operators=(BEN["id"],), recorder=recorder) as again:
        again.now = now
        assert methods(await again.press(screen | {"from": ME}, data)) == ["answerCallbackQuery"]
        assert await again.planned() == []


async def test_strangers_cost_no_read_of_the_database(office, monkeypatch):
    """Their messages and presses go by before anything is looked up for an operator."""
    await office.say("你好", CATS, CAT)
    reads = []
    rows = Database.rows

    async def counted(self, statement, parameters=None):
        reads.append(str(statement))
        return await rows(self, statement, parameters)

    monkeypatch.setattr(Database, "rows", counted)
    await office.press(office.last(CATS), "a:o:1:stop", CAT)
    assert reads == []


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
async def test_a_strange_text_is_announced_as_it_is_and_shown_as_text(office, text):
    await office.tells("/announce")
    await office.tells(text)
    await office.follows("所有", "现在", "预览 ›")
    preview = [call for call in office.recorder.calls if call.method == "sendMessage"][-2]
    assert preview["text"] == text
    await office.taps("✅ 确认")
    await office.tells("/announcements")
    await office.taps("#1")
    for call in office.recorder.calls:
        if call.get("parse_mode") == "HTML":
            assert len(parse_html(call["text"])[0]) < 4096
            assert "\u202e" not in call["text"]
        assert all(1 <= len(button["callback_data"].encode()) <= 64 for button in call.buttons)


@pytest.mark.parametrize("title", STRANGE.values(), ids=STRANGE)
async def test_a_strange_title_is_shown_as_text(matcher, tmp_path, title):
    async with an_office(matcher, tmp_path / "y.db") as office:
        await office.subscribe(GROUP_A, title=title)
        await office.tells("/announce")
        await office.tells("你好")
        await office.follows("指定聊天", "◻️", "下一步", "现在", "预览 ›", "✅ 确认")
        await office.ran(1, failed=[GROUP_A])
        await office.tells("/announcements")
        await office.follows("#1", "📋")
        shown = [call for call in office.recorder.calls if call.get("parse_mode") == "HTML"]
        assert all(parse_html(call["text"])[0] and "\u202e" not in call["text"] for call in shown)


@pytest.mark.parametrize("words", [*STRANGE.values(), "' OR 1=1--", '" OR x*', "%" * 50], ids=repr)
async def test_strange_words_find_no_pair_and_break_nothing(office, words):
    await office.tells("/announce")
    await office.taps("从问答")
    await office.tells(words)
    assert (await office.draft()).step == "pair"


async def test_a_refused_preview_says_why(office):
    await office.tells("/announce")
    await office.tells(None, photo=FILES["photo"])
    await office.follows("所有", "现在")
    office.recorder.refusals["sendPhoto"] = [Refusal(400, "Bad Request: wrong file identifier <b>")]
    screen = await office.taps("预览 ›")
    assert "rong file identifier &lt;b&gt;" in screen["text"]
    assert (await office.draft()).step == "all"


async def test_a_forwarded_order_is_no_order_but_content(office):
    """Somebody else's /announce, passed on, begins nothing; a draft that waits takes it as it takes any message."""
    origin = {"type": "hidden_user", "sender_user_name": "x", "date": 1}
    await office.tells("/announce", forward_origin=origin)
    assert await office.draft() is None
    await office.tells("/announce")
    await office.tells("/announce", forward_origin=origin)
    assert (await office.draft()).plan.content.message.text == "/announce"


@pytest.mark.parametrize("part", ["w", "l", "o", "t", "c"])
def test_what_a_button_carries_comes_back(part):
    press = Press(part, "abcdef01", "page", "-1001234567890")
    assert decode_press(encode_press(press)) == press


@pytest.mark.parametrize(
    "press", [Press("o", "1", "Open"), Press("o", "x" * 17, "open"), Press("w", "", "go", "汉")], ids=repr
)
def test_what_a_button_can_not_carry_is_a_mistake_of_ours(press):
    with pytest.raises(ValueError, match="button"):
        encode_press(press)
