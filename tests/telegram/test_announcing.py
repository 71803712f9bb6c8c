"""An operator plans an announcement step by step: what is taken, what is shown, what is planned in the end."""

import pytest
from announcing_kit import ANN, BENS, CAT, CATS, FILES, PRIVATE, an_office
from telegram_knowledge import HOURS, TREES
from telegram_world import BEN, ME, methods, texts

from bot.announcements.model import Schedule

GROUP_A, GROUP_B = -1000000000601, -1000000000602
BOLD = {"type": "bold", "offset": 0, "length": 2}
ZONE = "Asia/Shanghai"


@pytest.fixture
async def office(matcher, tmp_path):
    """Two groups have subscribed."""
    async with an_office(matcher, tmp_path / "y.db") as office:
        await office.subscribe(GROUP_A, title="一群")
        await office.subscribe(GROUP_B, title="<b>二\u202e群</b>")
        yield office


async def test_the_first_step_asks_what_to_say(office):
    screen = await office.tells("/announce")
    assert "内容" in screen["text"]
    assert office.labels() == ["从问答里选", "用模板", "✖️ 取消"]


async def test_text_is_planned_with_its_formatting(office):
    await office.tells("/announce")
    await office.tells("大家 好 https://example.com", entities=[BOLD])
    screen = await office.follows("所有订阅的聊天（2）", "现在", "预览 ›")
    preview, summary = [call for call in office.recorder.calls if call.method == "sendMessage"][-2:]
    assert (preview["text"], preview["entities"]) == ("大家 好 https://example.com", [BOLD])
    assert not preview.buttons
    assert all(fact in summary["text"] for fact in ("大家 好", "所有订阅", "现在", "2 个聊天"))
    assert screen["text"] == summary["text"]
    await office.taps("✅ 确认")
    (planned,) = await office.planned()
    message = planned.plan.content.message
    assert (message.text, message.entities) == ("大家 好 https://example.com", (BOLD,))
    assert (planned.state, planned.planned_by) == ("active", office.service.keyring.hash(ANN["id"]))
    assert planned.next_at == pytest.approx(office.now + 5)
    assert await office.draft() is None


@pytest.mark.parametrize("kind", FILES)
async def test_files_are_planned_with_their_caption(office, kind):
    await office.tells("/announce")
    more = {"document": {"file_id": "x", "file_unique_id": "x"}} if kind == "animation" else {}
    await office.tells(None, caption="看 图", caption_entities=[BOLD], **{kind: FILES[kind]}, **more)
    await office.follows("所有", "现在", "预览 ›", "✅ 确认")
    (planned,) = await office.planned()
    message = planned.plan.content.message
    file = FILES[kind][-1] if kind == "photo" else FILES[kind]
    assert (message.media, message.file) == (kind, file["file_id"])
    assert (message.text, message.entities) == ("看 图", (BOLD,))


async def test_a_pair_is_found_by_words_and_shown_as_an_answer(office):
    await office.tells("/announce")
    await office.taps("从问答里选")
    await office.tells("果园几点开门")
    await office.taps(HOURS)
    await office.follows("所有", "现在", "预览 ›")
    preview = [call for call in office.recorder.calls if call.method == "sendMessage"][-2]
    assert "<blockquote>" in preview["text"]
    assert "青石果园开园" in preview["text"]
    await office.taps("✅")
    assert (await office.planned())[0].plan.content.name == "orchard/hours"


async def test_a_pair_is_found_by_its_id(office):
    await office.tells("/announce")
    await office.taps("从问答里选")
    screen = await office.tells("orchard/trees")
    assert "发给谁" in screen["text"]
    assert (await office.draft()).plan.content.name == "orchard/trees"


async def test_a_template_brings_its_audience_and_its_time_along(office):
    await office.tells("/announce")
    await office.follows("用模板", "春节提醒")
    draft = await office.draft()
    assert draft.plan.audience.categories == ("holiday",)
    assert draft.plan.schedule == Schedule("before", ZONE, festival="spring-festival", days=3)
    await office.follows("预览 ›", "✅")
    assert (await office.planned())[0].plan.template == "spring"


WHENS = {
    "ten minutes": (["定时一次", "10 分钟后"], [], Schedule("at", ZONE, at="2025-06-15 23:17")),
    "tomorrow": (["定时一次", "明天"], [], Schedule("at", ZONE, at="2025-06-16 09:00")),
    "typed": (["定时一次"], ["2027-02-03 09:00"], Schedule("at", ZONE, at="2027-02-03 09:00")),
    "typed loosely": (["定时一次"], ["２０２７/2/3  9:05"], Schedule("at", ZONE, at="2027-02-03 09:05")),
    "tomorrow, typed": (["定时一次"], ["明天 8:30"], Schedule("at", ZONE, at="2025-06-16 08:30")),
    "every day": (["每天", "08:00"], [], Schedule("cron", ZONE, cron="0 8 * * *")),
    "every day, typed": (["每天"], ["7:05"], Schedule("cron", ZONE, cron="5 7 * * *")),
    "every week": (["每周", "周一", "18:00"], [], Schedule("cron", ZONE, cron="0 18 * * 1")),
    "cron": (["cron"], ["30 9 1 * *"], Schedule("cron", ZONE, cron="30 9 1 * *")),
    "festival": (
        ["节日前", "端午节", "前 2 天", "09:00"],
        [],
        Schedule("before", ZONE, festival="dragon-boat", days=2, time="09:00"),
    ),
    "festival, typed": (
        ["节日前", "除夕"],
        ["10", "20:15"],
        Schedule("before", ZONE, festival="new-years-eve", days=10, time="20:15"),
    ),
    "lunar": (["农历日期", "腊月", "初八", "07:00"], [], Schedule("lunar", ZONE, month=12, day=8, time="07:00")),
}


@pytest.mark.parametrize(("labels", "typed", "schedule"), WHENS.values(), ids=WHENS)
async def test_each_kind_of_time_is_planned(office, labels, typed, schedule):
    await office.tells("/announce")
    await office.tells("你好")
    await office.follows("所有", *labels)
    for text in typed:
        screen = await office.tells(text)
    screen = office.screen()
    assert "怎么发" in screen["text"]
    await office.follows("预览 ›")
    if schedule.when != "at":
        assert office.screen()["text"].count("\n· ") == 5
    await office.taps("✅")
    assert (await office.planned())[0].plan.schedule == schedule


WRONG = {
    "no time at all": (["定时一次"], "随便"),
    "a time that has passed": (["定时一次"], "2020-01-01 09:00"),
    "no such day": (["定时一次"], "2027-02-30 09:00"),
    "a cron of six fields": (["cron"], "0 0 9 * * 1"),
    "a cron that never comes": (["cron"], "0 9 31 2 *"),
    "@reboot": (["cron"], "@reboot"),
    "too many days": (["节日前", "春节"], "999"),
    "no number of days": (["节日前", "春节"], "三"),
    "a time beyond the day": (["每天"], "25:00"),
}


@pytest.mark.parametrize(("labels", "typed"), WRONG.values(), ids=WRONG)
async def test_a_time_that_makes_no_sense_is_asked_for_again(office, labels, typed):
    await office.tells("/announce")
    await office.tells("你好")
    await office.follows("所有", *labels)
    step = (await office.draft()).step
    screen = await office.tells(typed)
    assert "⚠️" in screen["text"]
    assert (await office.draft()).step == step


async def test_categories_are_ticked_and_own_ones_typed(office):
    await office.tells("/announce")
    await office.tells("你好")
    await office.follows("按类别", "◻️ 新闻", "◻️ 每日一句", "✅ 新闻")
    screen = await office.tells("社区活动")
    assert "✅ 社区活动" in office.labels()
    assert "2 个聊天" in screen["text"]
    await office.follows("下一步", "现在", "预览 ›", "✅ 确认")
    assert (await office.planned())[0].plan.audience.categories == ("daily", "社区活动")


@pytest.mark.parametrize("name", ["all", "a b", "<b>", "9", "x" * 41, "😀"], ids=str)
async def test_a_category_must_be_one_that_people_can_read(office, name):
    await office.tells("/announce")
    await office.tells("你好")
    await office.taps("按类别")
    screen = await office.tells(name)
    assert "⚠️" in screen["text"]
    assert (await office.draft()).plan.audience.categories == ()


async def test_chats_are_chosen_by_name_and_topics_by_a_link(office):
    await office.tells("/announce")
    await office.tells("你好")
    await office.follows("指定聊天", "◻️ 一群")
    assert any("二群" in label for label in office.labels())
    await office.taps("指定某个话题")
    assert "⚠️" in (await office.tells("https://t.me/c/99/45"))["text"]
    await office.tells("https://t.me/c/602/45/678")
    await office.follows("下一步（2", "现在", "预览 ›")
    assert "二群&lt;/b&gt;（话题 45）" in office.screen()["text"]
    await office.taps("✅ 确认")
    assert (await office.planned())[0].plan.audience.chats == ((GROUP_A, None), (GROUP_B, 45))


async def test_many_chats_are_paged(office):
    await office.subscribe(*range(-1000000000720, -1000000000700))
    await office.tells("/announce")
    await office.tells("你好")
    await office.taps("指定聊天")
    first = office.labels()
    await office.taps("下一页")
    assert office.labels() != first
    await office.follows("下一页", "‹ 上一页", "‹ 上一页")
    assert office.labels() == first


async def test_options_are_turned_on(office):
    await office.tells("/announce")
    await office.tells("见 https://example.com")
    await office.follows(
        "所有", "现在", "◻️ 静音", "◻️ 发出后置顶", "✅ 显示链接", "○ 晚了 12", "○ 不确定时重发", "预览 ›", "✅ 确"
    )
    plan = (await office.planned())[0].plan
    assert (plan.silent, plan.pin, plan.grace, plan.uncertain) == (True, True, 12 * 3600, "resend")
    assert not plan.content.message.preview


async def test_what_was_decided_can_be_changed_after_the_preview(office):
    await office.tells("/announce")
    await office.tells("你好")
    await office.follows("所有", "现在", "预览 ›")
    shown = (await office.draft()).shown
    await office.taps("✏️ 修改")
    assert all((ANN["id"], message) not in office.recorder.messages for message in shown)
    await office.follows("时间", "每天", "08:00")
    assert "要改什么" in office.screen()["text"]
    await office.taps("内容")
    await office.tells("再见")
    await office.follows("预览 ›", "✅ 确认")
    plan = (await office.planned())[0].plan
    assert (plan.content.message.text, plan.schedule.cron) == ("再见", "0 8 * * *")


LONG = {
    "4,097 Chinese signs": ({"text": "湖" * 4097}, "4097"),
    "2,049 emoji": ({"text": "😀" * 2049}, "4098"),
    "a caption of 1,025": ({"photo": FILES["photo"], "caption": "湖" * 1025}, "1025"),
}


@pytest.mark.parametrize(("content", "length"), LONG.values(), ids=LONG)
async def test_what_does_not_fit_one_message_is_refused_with_its_length(office, content, length):
    await office.tells("/announce")
    screen = await office.tells(**content)
    assert "⚠️" in screen["text"]
    assert length in screen["text"]
    assert not (await office.draft()).has_content


async def test_text_of_exactly_4096_units_is_taken(office):
    await office.tells("/announce")
    await office.tells("😀" * 2048)
    assert (await office.draft()).step == "audience"


@pytest.mark.parametrize(
    "content",
    [
        {
            "sticker": FILES["voice"]
            | {"width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}
        },
        {"location": {"latitude": 1.0, "longitude": 1.0}},
    ],
    ids=["sticker", "place"],
)
async def test_what_can_not_be_announced_is_refused(office, content):
    await office.tells("/announce")
    assert "⚠️" in (await office.tells(None, **content))["text"]


async def test_an_album_is_refused_once(office):
    await office.tells("/announce")
    before = len(office.recorder.calls)
    for _ in range(3):
        await office.tells(None, photo=FILES["photo"], media_group_id="m1")
    assert len([text for text in texts(office.recorder.calls[before:]) if "相册" in text]) == 1
    assert not (await office.draft()).has_content


async def test_an_edit_of_the_message_changes_the_draft(office):
    await office.tells("/announce")
    message = office.message("你号")
    await office.hear(message)
    await office.follows("所有", "现在", "预览 ›")
    await office.edit(message, "你好")
    assert (await office.draft()).plan.content.message.text == "你好"
    await office.taps("✅ 确认")
    calls = await office.edit(message, "您好")
    assert "全部修改" in texts(calls)[0]
    assert (await office.planned())[0].plan.content.message.text == "你好"


async def test_only_a_step_that_waits_takes_a_message(office):
    await office.tells("/announce")
    calls = await office.say(f"/ask {TREES}")
    assert "梨树" in texts(calls)[0]
    await office.tells("你好")
    assert "梨树" in texts(await office.say(TREES))[0]
    assert (await office.draft()).plan.content.message.text == "你好"


@pytest.mark.parametrize("leave", ["/cancel", "✖️ 取消"])
async def test_a_draft_is_given_up(office, leave):
    await office.tells("/announce")
    await (office.tells(leave) if leave.startswith("/") else office.taps(leave))
    assert await office.draft() is None
    assert "梨树" in texts(await office.say(TREES))[0]
    assert await office.planned() == []


async def test_cancel_without_a_draft_says_so(office):
    assert "没有" in (await office.tells("/cancel"))["text"]


async def test_a_new_announcement_drops_the_old_draft_and_its_buttons(office):
    old = await office.tells("/announce")
    await office.tells("你好")
    await office.tells("/announce")
    assert (await office.draft()).step == "content"
    calls = await office.press(old, office.data_of("从问答", message=old))
    assert methods(calls) == ["answerCallbackQuery"]


async def test_two_presses_of_confirm_plan_one_announcement(office):
    """A double tap, and another device that shows the same message."""
    await office.tells("/announce")
    await office.tells("你好")
    screen = await office.follows("所有", "现在", "预览 ›")
    data = office.data_of("✅ 确认")
    for seconds in (0, 1, 60):
        office.now += seconds
        await office.press(screen, data)
    assert len(await office.planned()) == 1


async def test_a_press_that_comes_again_after_a_crash_plans_nothing_new(office):
    """The announcement stands, and the update's own writes were lost."""
    await office.tells("/announce")
    await office.tells("你好")
    screen = await office.follows("所有", "现在", "预览 ›")
    query = {"id": "1", "from": ANN, "chat_instance": "1", "data": office.data_of("✅ 确认"), "message": screen}
    for _ in range(2):
        await office.handle({"update_id": 9000, "callback_query": query}, office.now)
    assert len(await office.planned()) == 1
    assert office.last()["text"].startswith("<b>公告 #1")


async def test_a_restart_in_the_middle_loses_nothing(matcher, tmp_path):
    path = tmp_path / "y.db"
    async with an_office(matcher, path) as office:
        await office.subscribe(GROUP_A)
        await office.tells("/announce")
        await office.tells("你好")
        await office.follows("所有", "每天")
        recorder, now = office.recorder, office.now
    async with an_office(matcher, path, recorder=recorder) as again:
        recorder.messages.update({key: one | {"from": ME} for key, one in recorder.messages.items()})
        again.now = now
        await again.tells("08:15")
        await again.follows("预览 ›", "✅ 确认")
        assert (await again.planned())[0].plan.schedule.cron == "15 8 * * *"


async def test_a_draft_is_kept_for_an_hour(office):
    await office.tells("/announce")
    await office.tells("你好")
    screen, data = office.screen(), office.data_of("所有")
    office.now += 3700
    assert methods(await office.press(screen, data)) == ["answerCallbackQuery"]


async def test_now_can_be_undone_for_some_seconds(office):
    await office.plans()
    office.now -= 4  # as quickly as it was confirmed
    await office.taps("↩️ 撤销")
    assert (await office.planned())[0].state == "cancelled"
    assert "撤销了" in office.toasts()[-1]


async def test_undo_comes_too_late_once_it_may_have_begun(office):
    await office.plans()
    office.now += 10
    await office.taps("↩️ 撤销")
    assert (await office.planned())[0].state == "active"
    assert "来不及" in office.toasts()[-1]


async def test_what_nobody_would_receive_is_not_sent_now(matcher, tmp_path):
    async with an_office(matcher, tmp_path / "y.db") as office:
        await office.tells("/announce")
        await office.tells("你好")
        screen = await office.follows("所有", "现在", "预览 ›")
        assert "⚠️" in screen["text"]
        await office.follows("时间", "每天", "08:00", "预览 ›", "✅ 确认")
        assert len(await office.planned()) == 1


async def test_each_operator_has_a_draft_of_their_own_and_their_language(office):
    await office.tells("/announce")
    screen = await office.tells("/announce", BEN)
    assert "New announcement" in screen["text"]
    await office.tells("hello", BEN)
    await office.tells("你好")
    assert (await office.noted_text(BENS), await office.noted_text(PRIVATE)) == ("hello", "你好")


@pytest.mark.parametrize("order", ["/announce", "/announcements", "/cancel"])
async def test_nobody_else_gets_more_than_the_help(office, order):
    unknown = texts(await office.say("/nonsense", CATS, CAT))
    office.now += 60
    assert texts(await office.say(order, CATS, CAT)) == unknown
    assert await office.planned() == []
