"""What a reader thought of an answer, as logs write it: words, thumbs, stars and truth values."""

from __future__ import annotations

import math

_UP = frozenset(
    {
        *("up", "thumbs_up", "thumbsup", "thumb_up", "thumbs up", "like", "liked", "good", "positive"),
        *("helpful", "yes", "true", "upvote", "+1", "👍", "❤️", "❤", "😊", "✅"),
        *("赞", "点赞", "好评", "满意", "非常满意", "有用", "有帮助", "好", "顶"),
    }
)
_DOWN = frozenset(
    {
        *("down", "thumbs_down", "thumbsdown", "thumb_down", "thumbs down", "dislike", "disliked", "bad"),
        *("negative", "unhelpful", "not helpful", "no", "downvote", "-1", "👎", "😡", "❌"),
        *("踩", "点踩", "差评", "不满意", "非常不满意", "没用", "无用", "没有帮助", "差"),
    }
)
_SCALES = frozenset({"rating", "评分", "评价", "满意度"})
_WISHES = frozenset({"liked", "点赞", "vote", "reaction"})
"""Fields that are false or 0 until somebody presses them."""
_SKIN_TONES = "".join(chr(code) for code in range(0x1F3FB, 0x1F400))


def opinion_of(field: str, value: object) -> str | None:
    """The opinion "up" or "down", or None where nothing was said or nothing clear.

    On a scale 4 and 5 of five, and from 8 on of ten, are up; 2 of five is down, and so is what is
    below 0. A bare 1 is neither, being the worst of five stars and the better of two thumbs; "1/5"
    is clear. In other fields what is above 0 is up and what is below is down.
    """
    name = field.strip().casefold()
    if type(value) is bool:
        return "up" if value else None if name in _WISHES else "down"
    if type(value) is int or type(value) is float:
        return _graded(float(value), scale=name in _SCALES)
    if type(value) is not str or not 0 < len(value) <= 40:
        return None
    word = value.strip().casefold().rstrip(_SKIN_TONES)
    if word in _UP or word in _DOWN:
        return "up" if word in _UP else "down"
    share = _share_of(word)
    if share is not None:
        return "up" if share >= 0.75 else "down" if share <= 0.4 else None
    try:
        return _graded(float(word), scale=name in _SCALES)
    except ValueError:
        return None


def _graded(grade: float, *, scale: bool) -> str | None:
    if not math.isfinite(grade) or grade == 0:
        return None
    if grade < 0:
        return "down"
    if not scale:
        return "up"
    if 4 <= grade <= 5 or 8 <= grade <= 10:
        return "up"
    return "down" if 1 < grade <= 2 else None


def _share_of(word: str) -> float | None:
    """The share that "4/5" or "★★★★☆" gives of the best grade."""
    if "★" in word and not word.strip("★☆"):
        return word.count("★") / max(len(word), 5)
    grade, slash, best = word.partition("/")
    try:
        return float(grade) / float(best) if slash and float(best) > 0 else None
    except ValueError:
        return None
