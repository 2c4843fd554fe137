"""JSON and tables that are broken, ambiguous, deep, huge or injected."""

from __future__ import annotations

from tests.hostile.case import CANARY, Case, case, line, lines, row, table

MEBI = 1024**2


def among(text: str) -> str:
    """A line between two good ones."""
    return line(1) + text + "\n" + line(2)


def json_cases() -> list[Case]:
    deep = '{"instruction": "a", "output": "b", "extra": ' + "[" * 5000 + "]" * 5000 + "}"
    return [
        case(
            "duplicate-key.jsonl",
            among('{"instruction": "a", "output": "b", "output": "c"}'),
            2,
            duplicate_key=1,
        ),
        case(
            "duplicate-key-escaped.jsonl",
            among('{"instruction": "a", "output": "b", "\\u006futput": "c"}'),
            2,
            duplicate_key=1,
        ),
        case(
            "duplicate-key-deep.jsonl",
            among('{"instruction": "a", "output": "b", "extra": [{"k": 1, "k": 2}]}'),
            2,
            duplicate_key=1,
        ),
        case("two-answers.jsonl", among('{"instruction": "a", "output": "b", "response": "c"}'), 3),
        case(
            "keys-by-case.jsonl",
            among('{"Instruction": "a", "instruction": "x", "output": "b"}'),
            2,
            ambiguous_record=1,
        ),
        case("nan.jsonl", among('{"instruction": "a", "output": "b", "score": NaN}'), 2, invalid_syntax=1),
        case(
            "infinity.jsonl",
            among('{"instruction": "a", "output": "b", "score": -Infinity}'),
            2,
            invalid_syntax=1,
        ),
        case(
            "huge-number.jsonl",
            among('{"instruction": "a", "output": "b", "score": 1e400}'),
            2,
            number_out_of_range=1,
        ),
        case(
            "huge-exponent.jsonl",
            among('{"instruction": "a", "output": "b", "score": 1e999999999999}'),
            2,
            number_out_of_range=1,
        ),
        case("long-integer.jsonl", among('{"instruction": "a", "output": "b", "n": ' + "9" * 4000 + "}"), 3),
        case(
            "longest-integer.jsonl",
            among('{"instruction": "a", "output": "b", "n": ' + "9" * 100_000 + "}"),
            2,
            number_out_of_range=1,
        ),
        case(
            "leading-zero.jsonl", among('{"instruction": "a", "output": "b", "n": 007}'), 2, invalid_syntax=1
        ),
        case("deep.jsonl", among(deep), 2, too_deep=1),
        case("deep.json", "[" * 200_000, 0, truncated_record=1),
        case("deep-objects.jsonl", among('{"a":' * 3000 + "1" + "}" * 3000), 2, too_deep=1),
        case("deep-closed.json", "[" * 100_000 + "]" * 100_000, 0, too_deep=1),
        case(
            "giant-line.jsonl",
            among('{"instruction": "a", "output": "' + "b" * (17 * MEBI) + '"}'),
            2,
            record_too_large=1,
        ),
        case(
            "giant-unclosed.jsonl", line(1) + '{"instruction": "' + "c" * (17 * MEBI), 1, record_too_large=1
        ),
        case(
            "many-keys.jsonl",
            among(
                '{"instruction": "a", "output": "b", '
                + ", ".join(f'"k{n}": {n}' for n in range(50_000))
                + "}"
            ),
            2,
            unknown_record_format=1,
        ),
        case(
            "colliding-keys.jsonl",
            among(
                '{"instruction": "a", "output": "b", '
                + ", ".join(f'"{n * (2**61 - 1)}": 0' for n in range(20_000))
                + "}"
            ),
            2,
            unknown_record_format=1,
        ),
        case("long-key.jsonl", among('{"instruction": "a", "output": "b", "' + "k" * MEBI + '": 1}'), 3),
        case("trailing-comma.jsonl", among('{"instruction": "a", "output": "b",}'), 2, invalid_syntax=1),
        case("single-quotes.jsonl", among("{'instruction': 'a', 'output': 'b'}"), 2, invalid_syntax=1),
        case(
            "comments.jsonl",
            among('// a comment\n{"instruction": "a", "output": "b"} // more'),
            2,
            invalid_syntax=2,
        ),
        case(
            "unescaped-newline.jsonl",
            among('{"instruction": "a\nb", "output": "c"}'),
            2,
            truncated_record=1,
            invalid_syntax=1,
        ),
        case("bad-escape.jsonl", among('{"instruction": "a\\x41", "output": "c"}'), 2, invalid_syntax=1),
        case("two-on-a-line.jsonl", among(line(7).strip() + line(8).strip()), 2, invalid_syntax=1),
        case("array-holes.json", f"[{line(1)},,{line(2)}]", 2),
        case(
            "array-junk-behind.json",
            f"[{line(1)},{line(2)}] and more",
            2,
            invalid_syntax=1,
            truncated_record=1,
        ),
        case("scalars.jsonl", among('"text"\n7\nnull\ntrue'), 3, unknown_record_format=3),
        case(
            "schema-change.jsonl",
            lines(3)
            + '{"prompt": "a", "chosen": "b", "rejected": "c"}\n{"tokens": ["a"], "tags": ["O"]}\n'
            + '{"text": "d", "label": "e"}\n{"what": 1}\n',
            6,
            unknown_record_format=1,
        ),
        case(
            "type-change.jsonl",
            lines(3)
            + '{"instruction": 7, "output": "a"}\n{"instruction": null, "output": {"a": 1}}\n'
            + '{"instruction": ["a"], "output": []}\n'
            + line(9),
            4,
            invalid_field=3,
        ),
        case(
            "late-schema-change.jsonl",
            lines(60_000) + '{"instruction": {"deep": [1]}, "output": "a"}\n' + lines(2, 60_000),
            60_002,
            invalid_field=1,
        ),
        case(
            "unknown-role.jsonl",
            among(
                '{"messages": [{"role": "wizard", "content": "a"}, {"role": "assistant", "content": "b"}]}'
            ),
            2,
            unknown_role=1,
        ),
        case(
            "empty-record.jsonl", among('{"instruction": "", "input": "", "output": ""}'), 2, empty_record=1
        ),
        case("empty-object.jsonl", among("{}"), 2, unknown_record_format=1),
        case(
            "proto.jsonl",
            among('{"instruction": "a", "output": "b", "__proto__": {"x": 1}, "__class__": "os.system"}'),
            3,
        ),
        case(
            "pickle.bin",
            b"\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94.",
            0,
            unknown_format=1,
        ),
    ]


def table_cases() -> list[Case]:
    return [
        case("good.csv", table(3), 3),
        case("ragged.csv", table(2) + "too,many,fields\njust one\n" + "What?,A stone.\n", 3, ragged_row=2),
        case("quote-in-field.csv", table(2) + 'What is "this"?,A stone.\nWhat?,A stone.\n', 4),
        case("quote-unclosed.csv", table(2) + '"What is it?,A stone.\nWhat?,A stone.\n', 3, invalid_syntax=1),
        case("quote-junk.csv", table(2) + '"What"is it?,A stone.\nWhat?,A stone.\n', 3, invalid_syntax=1),
        case("formula.csv", table(1) + "=cmd|'/C calc'!A0,@SUM(1+1)\n+1+cmd,-2+3\n", 3),
        case("injected-line.csv", table(1) + '"What?\nquestion,answer\nWhat else?",A stone.\n', 2),
        case("duplicate-header.csv", "question,answer,answer\nWhat?,A,B\n", 0, duplicate_key=1),
        case(
            "no-header.csv", "".join(f"{number},{number * 2}\n" for number in range(20)), 0, unknown_format=1
        ),
        case(
            "wide.csv",
            "question,answer,"
            + ",".join(f"c{n}" for n in range(5000))
            + "\n"
            + "What?,A,"
            + ",".join("1" for _ in range(5000))
            + "\n",
            0,
            unknown_record_format=1,
        ),
        case(
            "giant-cell.csv",
            table(2) + 'What?,"' + "x" * (17 * MEBI) + '"\nWhat?,A stone.\n',
            3,
            record_too_large=1,
        ),
        case("nul.csv", table(2).encode() + b"What\x00is it?,A stone.\n", 2, invalid_syntax=1),
        case("late-width.csv", table(3000) + "a,b,c,d\n", 3000, ragged_row=1),
    ]


def cases() -> list[Case]:
    wrapped = f'{{"data": [{line(1)},{line(2)}], "version": 1}}'
    assert CANARY in str(row(1))
    return [*json_cases(), *table_cases(), case("wrapped.json", wrapped, 2, envelope=1)]
