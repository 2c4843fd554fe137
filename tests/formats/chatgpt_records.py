"""Conversations as ChatGPT exports them, built and generated."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TEXTS = st.text("你好 abc,.!?😀\n", min_size=1, max_size=12).filter(lambda text: bool(text.strip()))


def message(role: str, content: dict[str, Any] | str, **fields: Any) -> dict[str, Any]:
    if isinstance(content, str):
        content = {"content_type": "text", "parts": [content]}
    author = {"role": role, "name": fields.pop("name", None), "metadata": {}}
    return {
        "author": author,
        "create_time": 1705745730.5,
        "content": content,
        "weight": 1.0,
        "metadata": {},
        "recipient": "all",
        **fields,
    }


def tree(*branch: dict[str, Any] | None, **fields: Any) -> dict[str, Any]:
    """A conversation of one branch below an empty root."""
    mapping: dict[str, Any] = {"root": {"id": "root", "message": None, "parent": None, "children": []}}
    before = "root"
    for number, each in enumerate(branch):
        key = f"n{number}"
        mapping[before]["children"].append(key)
        mapping[key] = {"id": key, "message": each, "parent": before, "children": []}
        before = key
    record = {"title": "题", "create_time": 1.5, "mapping": mapping, "current_node": before}
    return {**record, "conversation_id": "c1", **fields}


CONTENTS = (
    TEXTS.map(lambda text: {"content_type": "text", "parts": [text]})
    | st.lists(TEXTS, max_size=3).map(lambda parts: {"content_type": "text", "parts": parts})
    | TEXTS.map(lambda text: {"content_type": "code", "language": "python", "text": text})
    | TEXTS.map(lambda text: {"content_type": "thoughts", "thoughts": [{"content": text}]})
    | TEXTS.map(
        lambda text: {"content_type": "multimodal_text", "parts": [{"content_type": "x", "y": 1}, text]}
    )
    | TEXTS.map(lambda text: {"content_type": "execution_output", "text": text})
    | TEXTS.map(lambda text: {"content_type": "tether_quote", "text": text, "url": "u"})
    | st.just({"content_type": "text", "parts": [""]})
)
MESSAGES = st.none() | st.builds(
    message,
    st.sampled_from(["system", "user", "assistant", "assistant", "tool"]),
    CONTENTS,
    recipient=st.sampled_from(["all", "all", "python"]),
    weight=st.sampled_from([1.0, 1, 0.0]),
)
chatgpt = st.builds(
    lambda branch, fields: tree(message("user", "先问"), *branch, **fields),
    st.lists(MESSAGES, max_size=8),
    st.dictionaries(st.sampled_from(["id", "voice", "gizmo"]), TEXTS),
)
