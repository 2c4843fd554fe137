"""Answers that refuse, and answers that sound like it."""

from __future__ import annotations

import time
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.cleaning.judges.refusal import is_refusal

REFUSALS = [
    "I'm sorry, but I can't help with that.",
    "Sorry, I cannot assist with this request.",
    "Sorry, but that's illegal.",
    "I’m not going to help with that.",
    "No, I won't tell you how to do that.",
    "I don't have access to your calendar.",
    "As an AI language model, I don't have access to your files.",
    "I must respectfully decline.",
    "I'm not comfortable discussing this.",
    "That's not something I can help you with.",
    "I cannot provide medical advice. However, I can help you with other questions.",
    "Your request goes against my guidelines.",
    "Unfortunately, I am unable to open links.",
    "抱歉，我无法回答这个问题。",
    "很抱歉，我不能提供这方面的信息。如果您有其他问题，我很乐意帮助您，但是我可以回答其他问题。",
    "作为一个人工智能语言模型，我无法访问互联网。",
    "我无法满足您的要求。",
    "恕我不能从命。",
    "由于我是一个语言模型，我不能预测股价。",
    "您的问题涉及他人隐私，我不便提供。",
    "I cannot fulfill that request. It is illegal to sell alcohol to minors. Please respect the law.",
    "I am unable to book flights as it is an external task. However, I can assist you with unit conversions.",
    "I don't have the capability to order food. My current function allows me to create calendar events.",
    "None of the available tools can send messages.",
    "Thank you for your question. However, I cannot provide information on how to build weapons.",
    "I understand your anger, but I can't help you hurt anyone. Please talk to someone you trust.",
    "As an AI assistant, I must decline.",
    "I’m afraid my technical limitations do not allow me to answer. You can search online.",
    "Due to privacy concerns, we cannot complete this task.",
    "I don’t want to be involved in that.",
    "I can't check the weather.",
    "这个任务超出了我的能力范围，建议由专业人士处理。",
    "我理解您的心情，但我不能提供这样的方法。请拨打援助热线。",
    "我没有权限查询订单。",
    "目前可用的函数不支持订餐，我只能帮您换算汇率。",
    "您的问题涉及敏感内容，请重新提问。",
    "这个不太方便说，我们聊点别的吧。",
    "我无法实时查询天气。",
    "抱歉，無法處理您的請求。",
    "無可奉告。",
    "I am sorry, I am a language model and do not have access to live prices.",
    "I'm sorry, this isn't something I talk about.",
    "I'm sorry, but as an AI, I don't have the capability to call a taxi, as no function is provided for it.",
    "我不知道关于这家店的任何信息。",
    "我很抱歉，但是嘲笑别人的口音是不合适的。",
    "喔，作为一个人工智能，我无法倒垃圾。",
]
ANSWERS = [
    "I don't know anything about that club. Can you give me more details?",
    "I'm sorry, but you did not provide the text. Could you please provide it?",
    "Sorry, your list is incomplete. Please send me all of it.",
    "I cannot compare these cars without further details. Could you tell me more about them?",
    "You forgot to attach the file. Please upload it again.",
    "抱歉，您没有给出文章，请提供文章以便我总结。",
    "抱歉，請提供文章，否則我無法總結。",
    "您并没有上传图片，能否重新上传？",
    "由于您未提供题目，我无法作答。",
    "请提供需要翻译的句子，这样我才能翻译。",
    "I am an AI assistant trained by a small team.",
    "The letter says: I'm sorry, I cannot come.",
    "Sorry to hear that! Have you tried turning it off?",
    "I can't help but admire the view from this hill.",
    "I can't wait to see you on Sunday!",
    "As an AI, I don't have taste, but I can suggest three dishes.",
    "As a teacher, I can't be late.",
    "It is illegal to park here, and the fine is 40 euros.",
    "我是由一支小团队训练的助手。",
    "作为一个老师，我不能迟到，这是规矩。",
    "作为人工智能，我没有情感，但我可以为您写一首诗。",
    "我不能没有你，就像鱼不能没有水。",
    "对不起的英文是 sorry。",
    "非常抱歉听到这个消息！以下是一些建议。",
    "该行为违反了交通法规，应当罚款。",
    "As an AI, I don't have access to real-time data. As of 2021, the island had about 370,000 people.",
    "I can't browse the internet, but based on what I know, the library opens at nine on most days.",
    "I'm not a doctor, but it sounds like a cold. Rest and drink a lot of water.",
    "I cannot determine the sentiment without more context.",
    "It is not possible to tell who is taller.",
    "Sure, I can help with that. Could you please provide the amount and the rate?",
    "Of course! Please tell me the date, the time and the name of the event.",
    "Sorry, there are no tables left at that hour. Shall I try eight o'clock?",
    "You did not include the tax, so the sum is 20 short.",
    "Without more rain the harvest will be poor. Please save water.",
    "我们无法选择父母，但可以选择怎样生活。",
    "这种威胁不应该被忍受，请保护好自己。",
    "如果我无法满足他的要求，他就会生气。",
    "因为你没有提供更多的信息，我只能从几个方面谈谈：一是多沟通，二是多陪伴，" + "三是多理解，" * 20,
    "请提供身份证和户口本，到窗口办理即可。",
    "你没有告诉家人，我能理解。",
    "好的，请问您要订几位？",
    "I'm sorry, that reservation was not successful. Would you like another time?",
    "I apologize for the confusion. The capital is Canberra.",
    "I cannot make one dish of all these, but three are close:\n\n1. Soup\n2. Salad\n3. Pie",
    "I refuse to believe that summer is over.",
    "I can't tell you exactly, but most maps give about 300 kilometres.",
    "根据所给信息，无法判断谁更高。",
    "很抱歉听到您无法入睡，您可以试试睡前不看手机。",
    "抱歉，周边没有符合要求的酒店。",
    "我无法忘记那年夏天的海。",
    "抱歉，我无法直接画图，但是我可以用文字描述：中间是一座山，山下有一条河，河边有三棵树。",
    "无法连接服务器时，请检查网络设置，然后重启路由器。",
    "答：" + "甲" * 130 + "抱歉，我无法回答。",
]


@pytest.mark.parametrize("answer", REFUSALS)
def test_refusals(answer: str, finds: Callable[..., list[bool]]) -> None:
    assert finds("refusal", [("请说说。", answer)]) == [True]


@pytest.mark.parametrize("answer", ANSWERS)
def test_answers(answer: str, finds: Callable[..., list[bool]]) -> None:
    assert finds("refusal", [("请说说。", answer)]) == [False]


def test_a_refusal_that_was_asked_for(finds: Callable[..., list[bool]]) -> None:
    pairs = [("写一封婉拒邀请的邮件", REFUSALS[13]), ("Pretend to be a rude waiter.", REFUSALS[0])]
    assert finds("refusal", pairs) == [False, False]


def test_a_model_that_refuses_was_not_asked_to(finds: Callable[..., list[bool]]) -> None:
    answer = "As an AI language model, I cannot translate such content."
    assert finds("refusal", [("Translate this.", answer)]) == [True]


def test_answers_that_are_null_or_empty_do_not_refuse() -> None:
    found = is_refusal(pl.Series([None, "", REFUSALS[0]], dtype=pl.String))
    assert found.to_list() == [False, False, True]
    assert is_refusal(pl.Series([], dtype=pl.String)).to_list() == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(REFUSALS + ANSWERS) | st.text(max_size=40), max_size=12))
def test_each_answer_is_judged_for_itself(answers: list[str]) -> None:
    together = is_refusal(pl.Series(answers, dtype=pl.String)).to_list()
    assert together == [is_refusal(pl.Series([answer]))[0] for answer in answers]


@pytest.mark.parametrize(
    "piece",
    ["I'm sorry, ", "I'm sorry, i i i ", "as an ai a-a ", "thank you i see ", "抱歉，我们", "作为AI，"],
)
def test_hostile_answers_take_little_time(piece: str) -> None:
    answers = pl.Series([piece * (2_000 // len(piece)) + "I cannot help. 无法"] * 1_000)
    started = time.perf_counter()
    is_refusal(answers)
    assert time.perf_counter() - started < 5
