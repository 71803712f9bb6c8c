"""Operators mind what was planned: the list, one announcement, approval, edits and recalls, shipped templates."""

import pytest
from announcing_kit import ANN, BEN, NOW, WHY, an_office
from telegram_world import methods, texts

from bot.store.announced import DROPPED, EDIT, FAILED, MISSED, PENDING, RECALL, SENT, UNDER_WAY, UNKNOWN

A, B, C = -1000000000601, -1000000000602, -1000000000603


@pytest.fixture
async def office(matcher, tmp_path):
    async with an_office(matcher, tmp_path / "y.db") as office:
        await office.subscribe(A, B, C, title="<i>群\u202e名</i>")
        yield office


@pytest.fixture
async def sent(office):
    """One that arrived in a group, failed in another, and of the third nobody knows."""
    await office.plans("大家好")
    office.first = await office.ran(1, sent=[A], failed=[B], unknown=[C])
    await office.tells("/announcements")
    await office.taps("#1")
    return office


async def test_an_empty_list_says_so(office):
    assert "还没有" in (await office.tells("/announcements"))["text"]


async def test_the_list_has_what_is_planned_under_way_and_done(office):
    for text in ("甲", "乙", "丙"):
        await office.plans(text, "每天", "08:00")
    await office.ran(2, state=UNDER_WAY, sent=[A], pending=[B])
    await office.tells("/announcements")
    assert {"计划 2", "● 正在发 1", "已结束 0"} <= set(office.labels())
    await office.taps("计划 2")
    assert [label[:2] for label in office.labels() if label.startswith("#")] == ["#3", "#1"]
    await office.follows("#1", "⏹", "‹ 公告列表", "已结束")
    assert [label[:2] for label in office.labels() if label.startswith("#")] == ["#1"]


async def test_the_list_says_what_is_under_way_and_when_the_rest_is_due(office):
    """Though an announcement for now has nothing to come, it isn't merely planned; nor is one that is being edited."""
    await office.plans("甲")
    await office.ran(1, state=UNDER_WAY, sent=[A], pending=[B])
    await office.plans("乙", "每天", "08:00")
    await office.plans("丙")
    first = await office.ran(3, sent=[A])
    await office.ran(3, kind=EDIT, of=first, state=UNDER_WAY, pending=[A])
    await office.tells("/announcements")
    labels = [label for label in office.labels() if label.startswith("#")]
    assert [label[:6] for label in labels] == ["#3 正在发", "#1 正在发"]


async def test_a_long_list_is_paged(office):
    for _ in range(10):
        await office.plans("每天一次", "每天", "08:00")
    await office.tells("/announcements")
    assert len([label for label in office.labels() if label.startswith("#")]) == 8
    await office.taps("下一页")
    assert len([label for label in office.labels() if label.startswith("#")]) == 2


async def test_one_can_be_held_and_go_on_and_be_called_off(office):
    await office.plans("大家好", "每天", "08:00")
    for label, state in (("⏸", "paused"), ("▶️", "active"), ("⏹", "cancelled")):
        await office.taps(label)
        assert (await office.planned())[0].state == state


async def test_a_card_tells_how_many_stand_where(sent):
    text = sent.screen()["text"]
    assert all(told in text for told in ("成功 1", "失败 1", "不确定 1"))
    assert {"🔁 重试失败的", "📨 重发不确定的", "📋 报告", "🗑 全部撤回"} <= set(sent.labels())


async def test_only_what_failed_is_tried_again(sent):
    await sent.taps("🔁")
    assert await sent.states(sent.first) == {A: SENT, B: PENDING, C: UNKNOWN}


@pytest.mark.parametrize(("label", "state"), [("📨", PENDING), ("🧹", DROPPED)], ids=["resend", "drop"])
async def test_what_nobody_knows_is_settled(sent, label, state):
    await sent.taps(label)
    assert await sent.states(sent.first) == {A: SENT, B: FAILED, C: state}


async def test_the_same_button_twice_at_once_is_pressed_once(sent):
    """What failed again in between is not tried a third time by a double tap."""
    screen, data = sent.screen(), sent.data_of("🔁")
    sent.now += 4
    await sent.press(screen, data)
    before = len(sent.recorder.calls)
    await sent.press(screen, data)
    assert methods(sent.recorder.calls[before:]) == ["answerCallbackQuery"]


async def test_a_report_names_chats_and_reasons(sent):
    text = (await sent.taps("📋"))["text"]
    assert "not enough rights" in text
    assert str(B) in text
    assert "&lt;i&gt;群" in text
    assert "\u202e" not in text
    assert "公告 #1" in (await sent.taps("‹ 返回"))["text"]


async def test_a_report_names_what_could_not_be_pinned(sent, monkeypatch):
    reason = "not pinned: Bad Request: not enough <rights>"
    monkeypatch.setitem(WHY, "sent", reason)
    await sent.ran(1, sent=[A])
    text = (await sent.taps("📋"))["text"]
    assert f"（{A}）发送了，但没能置顶：Bad Request: not enough &lt;rights&gt;" in text


async def test_a_long_report_is_paged(office):
    await office.plans()
    await office.ran(1, failed=range(-1000000000800, -1000000000700))
    await office.tells("/announcements")
    await office.follows("#1", "📋")
    pages = {office.screen()["text"]}
    for _ in range(8):
        pages.add((await office.taps("下一页"))["text"])
    assert len(pages) == 9
    assert max(map(len, pages)) < 4096
    assert "下一页 ›" not in office.labels()


async def test_it_is_edited_everywhere_after_a_preview(sent):
    await sent.taps("✏️ 全部修改")
    await sent.tells("大家晚上好")
    preview, check = [call for call in sent.recorder.calls if call.method == "sendMessage"][-2:]
    assert preview["text"] == "大家晚上好"
    assert "1 个聊天" in check["text"]
    assert not [run for run in (await sent.report(1)).runs if run.occurrence.kind == EDIT]
    await sent.taps("✅ 全部改成这样")
    (edit,) = [run.occurrence for run in (await sent.report(1)).runs if run.occurrence.kind == EDIT]
    assert (edit.of, edit.message.text) == (sent.first, "大家晚上好")
    assert await sent.draft() is None


async def test_a_file_can_not_take_the_place_of_words(sent):
    await sent.taps("✏️ 全部修改")
    screen = await sent.tells(None, photo=[{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}])
    assert "只能换文字" in screen["text"]


async def test_an_edit_is_given_up(sent):
    await sent.taps("✏️ 全部修改")
    await sent.tells("大家晚上好")
    await sent.taps("✖️")
    assert await sent.draft() is None
    assert not [run for run in (await sent.report(1)).runs if run.occurrence.kind == EDIT]


async def test_it_is_recalled_everywhere_once_that_is_confirmed(sent):
    screen = await sent.taps("🗑 全部撤回")
    assert "48 小时" in screen["text"]
    assert not [run for run in (await sent.report(1)).runs if run.occurrence.kind == RECALL]
    await sent.taps("🗑 是的")
    (recall,) = [run.occurrence for run in (await sent.report(1)).runs if run.occurrence.kind == RECALL]
    assert recall.of == sent.first
    assert "🗑 全部撤回" not in sent.labels()


async def test_the_message_itself_is_shown(sent):
    before = len(sent.recorder.calls)
    await sent.taps("👁")
    assert texts(sent.recorder.calls[before:]) == ["大家好"]


async def test_what_was_missed_is_said(office):
    await office.plans("大家好", "每天", "08:00")
    await office.ran(1, state=MISSED)
    await office.tells("/announcements")
    assert "错过" in (await office.taps("#1"))["text"]


async def test_shipped_templates_are_turned_on_and_off(office):
    await office.tells("/announcements")
    screen = await office.taps("📅")
    assert "每年春节前 3 天" in screen["text"]
    assert "&lt;b&gt;没有时间" in screen["text"]
    await office.taps("打开：春节")
    (planned,) = await office.planned()
    assert (planned.plan.template, planned.plan.audience.categories) == ("spring", ("holiday",))
    assert "✅ 春节提醒" in office.screen()["text"]
    await office.taps("关掉：春节")
    assert (await office.planned())[0].state == "cancelled"
    await office.taps("打开：春节")
    assert [one.state for one in await office.planned()] == ["active", "cancelled"]


async def test_a_template_that_another_operator_turned_on_is_not_turned_on_twice(office):
    await office.tells("/announcements")
    await office.taps("📅")
    screen, data = office.screen(), office.data_of("打开：每日")
    await office.tells("/announcements", BEN)
    await office.follows("📅", "Turn on: 每日", user=BEN)
    await office.press(screen, data)
    assert len(await office.planned()) == 1


@pytest.fixture
async def strict(matcher, tmp_path):
    """A second operator has to approve."""
    async with an_office(matcher, tmp_path / "y.db", approval=True) as office:
        await office.subscribe(A)
        yield office


async def test_another_operator_is_shown_what_waits_and_approves(strict):
    await strict.tells("/cancel", BEN)
    await strict.plans("大家好")
    assert (await strict.planned())[0].state == "waiting"
    calls = await strict.looks()
    shown = [call for call in calls if call["chat_id"] == BEN["id"]]
    assert shown[0]["text"] == "大家好"
    assert {"✅ Approve", "🚫 Refuse"} <= set(strict.labels(BEN))
    assert [call for call in await strict.looks() if call["chat_id"] == BEN["id"]] == []
    strict.now += 600
    await strict.taps("✅ Approve", BEN)
    (planned,) = await strict.planned()
    assert (planned.state, planned.approved_by) == ("active", strict.service.keyring.hash(BEN["id"]))
    assert planned.next_at == pytest.approx(strict.now)
    assert "批准了" in strict.said_to(ANN)[-1]


async def test_who_planned_it_can_not_approve_of_it(strict):
    await strict.plans("大家好")
    assert not [label for label in strict.labels() if "批准" in label]
    await strict.press(strict.screen(), "a:o:1:approve")
    assert (await strict.planned())[0].state == "waiting"
    strict.now += 10
    await strict.press(strict.screen(), "a:o:1:refuse")
    assert (await strict.planned())[0].state == "waiting"


async def test_a_refusal_ends_it_and_the_planner_hears_of_it(strict):
    await strict.plans("大家好")
    await strict.looks()
    await strict.taps("🚫", BEN)
    assert (await strict.planned())[0].state == "cancelled"
    assert "没有批准" in strict.said_to(ANN)[-1]


async def test_two_presses_of_approve_are_one(strict):
    await strict.plans("大家好")
    await strict.looks()
    screen, data = strict.screen(BEN), strict.data_of("✅", BEN)
    for _ in range(2):
        strict.now += 10
        await strict.press(screen, data, BEN)
    assert (await strict.planned())[0].next_at == pytest.approx(strict.now - 10)
    assert "planned" in strict.screen(BEN)["text"]


async def test_what_the_shell_planned_any_operator_approves(strict):
    await strict.plans("大家好")
    await strict.shelled(1)
    calls = await strict.looks()
    assert BEN["id"] in {call["chat_id"] for call in calls}
    await strict.tells("/announcements")
    await strict.follows("#1", "✅ 批准")
    assert (await strict.planned())[0].state == "active"


async def test_an_approval_that_waits_outlives_a_restart(matcher, tmp_path):
    path = tmp_path / "y.db"
    async with an_office(matcher, path, approval=True) as office:
        await office.subscribe(A)
        await office.plans("大家好")
    async with an_office(matcher, path, approval=True) as again:
        again.now = NOW + 100
        calls = await again.looks()
        assert [call["chat_id"] for call in calls if call.method == "sendMessage"] == [BEN["id"]] * 2
