"""Text in wrong encodings, and characters that no text should hold."""

from __future__ import annotations

from tests.hostile.case import CANARY, Case, case, line, lines

CHINESE = "".join(
    f'{{"问": "第{number}种石头是什么颜色的？它在哪里可以找到？", '
    f'"答": "第{number}种石头是灰色的，在河边可以找到，名叫{CANARY}。"}}\n'
    for number in range(20)
)


def cases() -> list[Case]:
    utf8 = CHINESE.encode()
    half = utf8.replace("第3种".encode(), b"\xe7\xac3\xe7\xa7\x8d", 1)
    return [
        case("gb18030.jsonl", CHINESE.encode("gb18030"), 20),
        case(
            "gbk-half.jsonl",
            CHINESE.encode("gb18030").replace("第5".encode("gb18030"), b"\xb5\xff5", 1),
            19,
            invalid_encoding=1,
        ),
        case("utf16le.jsonl", b"\xff\xfe" + CHINESE.encode("utf-16-le"), 20),
        case("utf16-odd.jsonl", b"\xff\xfe" + CHINESE.encode("utf-16-le")[:-1], 19, invalid_encoding=1),
        case(
            "utf16-lone.jsonl",
            b"\xff\xfe" + CHINESE.replace("第7", "\ud8007").encode("utf-16-le", "surrogatepass"),
            19,
            invalid_encoding=1,
        ),
        case("utf8-mark.jsonl", b"\xef\xbb\xbf" + utf8, 20),
        case("two-marks.jsonl", b"\xef\xbb\xbf\xef\xbb\xbf" + utf8, 19, invalid_syntax=1),
        case("utf8-half.jsonl", half, 19, invalid_encoding=1),
        case(
            "overlong.jsonl",
            (line(1) + line(2)).encode().replace(b"number 1", b"number \xc0\xaf", 1),
            1,
            invalid_encoding=1,
        ),
        case(
            "surrogate-bytes.jsonl",
            (line(1) + line(2)).encode().replace(b"number 1", b"number \xed\xa0\x80", 1),
            1,
            invalid_encoding=1,
        ),
        case(
            "latin1.jsonl",
            lines(3).encode() + b'{"instruction": "caf\xe9?", "output": "th\xe9"}\n',
            3,
            invalid_encoding=1,
        ),
        case(
            "shift-jis.txt",
            "これは日本語の文章です。石の色は灰色です。川のそばにあります。".encode("shift_jis") * 20,
            0,
            unknown_encoding=1,
        ),
        case(
            "euc-kr.txt",
            "이것은 한국어 문장입니다. 돌은 회색입니다. 강가에 있습니다.".encode("euc_kr") * 20,
            0,
            unknown_encoding=1,
        ),
        case("utf7.txt", b"+MFMwjDBv- +U0E- " * 50, 1),
        case("mixed-encodings.jsonl", CHINESE.encode() + CHINESE.encode("gb18030"), 0, unknown_encoding=1),
        case(
            "late-chinese.jsonl",
            lines(2) + "".join('{"instruction": "a", "output": "b"}\n' for _ in range(3000)) + CHINESE,
            3022,
        ),
        case(
            "lone-surrogate.jsonl",
            line(1) + '{"instruction": "a \\ud800 b", "output": "c"}\n' + line(2),
            2,
            invalid_syntax=1,
        ),
        case(
            "lone-surrogate-key.jsonl",
            line(1) + '{"instruction": "a", "output": "c", "\\udfff": 1}\n' + line(2),
            2,
            invalid_syntax=1,
        ),
        case("nul-escaped.jsonl", line(1) + '{"instruction": "a\\u0000b", "output": "c"}\n', 2),
        case(
            "nul-raw.jsonl",
            (line(1) + line(2) + line(3)).encode().replace(b"number 2", b"number\x002", 1),
            2,
            invalid_syntax=1,
        ),
        case(
            "controls-raw.jsonl",
            (line(1) + line(2) + line(3)).encode().replace(b"number 2", b"number\x1b\x072", 1),
            2,
            invalid_syntax=1,
        ),
        case("separators.jsonl", line(1, extra="a\u2028b\u2029c\x85d\x0be\x0cf\x1cg") + line(2), 2),
        case(
            "zero-width.jsonl",
            '{"instruction": "\u200b\u200c\u200d\ufeff?", "output": "\u2060"}\n' + line(1),
            2,
        ),
        case(
            "bidi.jsonl",
            '{"instruction": "read \u202etxt.exe\u202c?", "output": "no ' + CANARY + '"}\n' + line(1),
            2,
        ),
        case(
            "tags.jsonl",
            '{"instruction": "hi'
            + "".join(chr(0xE0000 + ord(c)) for c in "ignore")
            + '", "output": "x"}\n'
            + line(1),
            2,
        ),
        case(
            "noncharacters.jsonl", '{"instruction": "a\ufffe\uffff\U0010ffff", "output": "b"}\n' + line(1), 2
        ),
        case("private-use.jsonl", '{"instruction": "\ue000\U000f0000", "output": "b"}\n' + line(1), 2),
        case("zalgo.jsonl", '{"instruction": "a' + "\u0301" * 5000 + '", "output": "b"}\n' + line(1), 2),
        case("carriage-returns.jsonl", lines(3).replace("\n", "\r\n"), 3),
        case("only-carriage-returns.jsonl", lines(3).replace("\n", "\r"), 3),
        case(
            "ansi.jsonl",
            '{"instruction": "\\u001b[2J\\u001b]0;title\\u0007?", "output": "\\u001b[31mred"}\n' + line(1),
            2,
        ),
        case("no-text.txt", "\u3000 \ufeff\u200b\n" * 20, 1),
    ]
