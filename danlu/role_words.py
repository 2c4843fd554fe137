"""The words by which sources name the roles of a conversation, in data sets and in speech.

Data sets name roles exactly (`role_of`). People in chats and transcripts are named more freely:
"客服01", "Speaker Q", "心理咨询师"; for these there are more words, and numbers do not count
(`spoken_role_of`).
"""

from __future__ import annotations

USER_ROLES = ("user", "human", "prompter", "client", "customer", "usr", "用户", "客户", "人类", "顾客")
ASSISTANT_ROLES = (
    "assistant",
    "gpt",
    "chatgpt",
    "bot",
    "chatbot",
    "bing",
    "bard",
    "model",
    "ai",
    "agent",
    "counselor",
    "counsellor",
    "助手",
    "助理",
    "客服",
    "机器人",
    "模型",
)
SYSTEM_ROLES = ("system", "developer", "系统")
TOOL_ROLES = (
    "tool",
    "observation",
    "tool_response",
    "function",
    "function_response",
    "ipython",
    "工具",
    "观察",
)
CALL_ROLES = ("function_call", "function-call", "tool_call", "tool_calls", "工具调用")
"""Turns whose text is the JSON of calls that the assistant makes."""

_ROLES = {
    name: role
    for role, names in (
        ("user", USER_ROLES),
        ("assistant", ASSISTANT_ROLES),
        ("system", SYSTEM_ROLES),
        ("tool", TOOL_ROLES),
        ("call", CALL_ROLES),
    )
    for name in names
}

_ASKING = (
    *("q", "question", "caller", "patient", "visitor", "student", "guest", "buyer", "interviewer"),
    *("问", "提问", "问题", "提问者", "来访者", "咨询者", "求助者", "患者", "病人", "学生", "访客", "买家"),
    *("家长", "学员", "用户端", "来电者", "记者", "主持人"),
)
_ANSWERING = (
    *("answer", "support", "operator", "representative", "rep", "advisor", "adviser", "therapist"),
    *("doctor", "teacher", "tutor", "seller", "consultant", "interviewee", "expert", "customer service"),
    *("答", "回答", "回复", "答案", "回答者", "咨询师", "心理咨询师", "顾问", "医生", "老师", "卖家"),
    *("坐席", "座席", "人工客服", "在线客服", "智能客服", "客服人员", "导师", "专家", "小助手", "律师"),
)
_MOST_NUMBERED = 4
"""Characters of a number behind a role's word, with what stands between them."""
_SPOKEN = {**dict.fromkeys(_ASKING, "user"), **dict.fromkeys(_ANSWERING, "assistant")}


def role_of(name: str) -> str | None:
    """The canonical role of a source's role name, `call` for a turn of calls, None if unknown."""
    return _ROLES.get(name) or _ROLES.get(name.casefold())


def spoken_role_of(name: str) -> str | None:
    """The canonical role of someone who is called this in a chat or a transcript, None if unknown.

    A short number behind the word does not count, so that "客服01" and "User 2" are known; a long
    one is somebody's id. Calls of tools are not spoken.
    """
    plain = name.strip().casefold()
    bare = plain.rstrip("0123456789 #号_-")
    for word in (plain, bare) if len(plain) - len(bare) <= _MOST_NUMBERED else (plain,):
        role = _ROLES.get(word) or _SPOKEN.get(word)
        if role is not None and role != "call":
            return role
    return None
