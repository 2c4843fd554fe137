"""Pictures, sounds and videos by their first bytes: they hold no text, and their refusal says so."""

from __future__ import annotations

_MAGIC = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"ID3",
    b"\xff\xfb",
    b"\xff\xf3",
    b"\xff\xf1",
    b"OggS",
    b"fLaC",
    b"#!AMR",
    b"#!SILK_V3",
    b"\x02#!SILK_V3",
    b"\x1aE\xdf\xa3",
    b"FLV\x01",
    b"\x00\x00\x01\x00",
)
_RIFF = (b"WEBP", b"WAVE", b"AVI ")


_TEXT = bytes([*range(9, 14), *range(32, 256)])


def is_media(head: bytes) -> bool:
    """Whether a file that starts with `head` is a picture, a sound or a video.

    A text may begin with the letters "ID3" or "GIF89a" too; it has no control characters.
    """
    if not head.translate(None, _TEXT):
        return False
    if head.startswith(b"RIFF") and head[8:12] in _RIFF:
        return True
    return head[4:8] == b"ftyp" or head.startswith(_MAGIC)
