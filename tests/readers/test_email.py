"""Mail: subject and text are kept, addresses are not, attachments come out safely."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from danlu.pieces import Page
from danlu.readers import Limits, Record
from danlu.readers.archives.members import Member
from danlu.readers.documents.email import looks_like_email, read_email


def message(
    subject: str = "报价 offer", text: str | None = "您好，\n\n价格是 12 元。\n\n-- \n甲"
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "a@example.org"
    mail["To"] = "b@example.org"
    mail["Subject"] = subject
    mail["Date"] = "Wed, 1 May 2024 23:30:00 +0800"
    mail["Message-ID"] = "<1@example.org>"
    if text is not None:
        mail.set_content(text)
    return mail


def read(folder: Path, data: bytes) -> tuple[list[Record], list[tuple[str, bytes | None, str | None]]]:
    """Records, and of each member its name, its bytes and why it is refused."""
    path = folder / "mail"
    path.write_bytes(data)
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    records: list[Record] = []
    members = []
    for found in read_email(path, Limits(), scratch):
        if isinstance(found, Member):
            content = found.path.read_bytes() if found.path else None
            members.append((found.name, content, found.reason.value if found.reason else None))
        else:
            records.append(found)
    assert not list(scratch.iterdir())
    return records, members


def text_of(record: Record) -> str:
    assert isinstance(record.value, Page), record.reason
    return record.value.sections[0].text


def test_subject_and_text_are_kept_and_addresses_are_not(tmp_path: Path) -> None:
    (record,), members = read(tmp_path, message().as_bytes(policy=SMTP))
    assert text_of(record) == "# 报价 offer\n\n您好，\n\n价格是 12 元。\n\n-- \n甲"
    assert isinstance(record.value, Page)
    assert record.value.about == {"date": "2024-05-01"}
    assert b"example.org" not in record.content
    assert members == []
    assert record.part == "message=1"


def test_plain_text_is_preferred_to_html(tmp_path: Path) -> None:
    mail = message(text="plain")
    mail.add_alternative("<p>rich</p>", subtype="html")
    (record,), _ = read(tmp_path, mail.as_bytes())
    assert text_of(record) == "# 报价 offer\n\nplain"


def test_html_alone_becomes_markdown(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    mail = message(text=None)
    mail.set_content("<h2>标题</h2><p>See <b>this</b></p>", subtype="html")
    (record,), _ = read(tmp_path, mail.as_bytes())
    assert text_of(record) == "# 报价 offer\n\n## 标题\n\nSee **this**"


def test_attachments_are_members_with_safe_names(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="../../etc/表格.csv")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="x.png")
    mail.add_attachment(message("inner", "within"))
    records, members = read(tmp_path, mail.as_bytes())
    assert len(records) == 1
    assert [(name, reason) for name, _, reason in members[:2]] == [
        ("message=1/2 _.._etc_表格.csv", None),
        ("message=1/3 x.png", "media_file"),
    ]
    assert members[0][1] == b"a,b\n1,2\n"
    assert members[2][0] == "message=1/4 message.eml"
    assert members[2][1] is not None
    assert b"within" in members[2][1]


def test_a_mailbox_is_split(tmp_path: Path) -> None:
    data = b"".join(
        b"From a@example.org Wed May  1 08:00:00 2024\n"
        + message(f"m{n}", f"text {n}\n>From here on\n").as_bytes()
        + b"\n"
        for n in range(3)
    )
    records, _ = read(tmp_path, data)
    assert [text_of(record) for record in records] == [f"# m{n}\n\ntext {n}\nFrom here on" for n in range(3)]
    assert [record.part for record in records] == ["message=1", "message=2", "message=3"]


def test_a_wrong_charset_is_refused_and_a_certain_one_read(tmp_path: Path) -> None:
    head = b"From: a@example.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: text/plain; charset="
    chinese = "今天我们一起去爬山，路上下起了小雨。" * 3
    (record,), _ = read(tmp_path, head + b"utf-8\n\n" + chinese.encode("gb18030"))
    assert text_of(record) == f"# s\n\n{chinese}"
    (record,), _ = read(tmp_path, head + b"utf-8\n\n" + bytes(range(128, 256)))
    assert record.reason is not None
    assert record.reason.value == "invalid_encoding"
    (record,), _ = read(tmp_path, head + b"iso-8859-1\n\ncaf\xe9")
    assert text_of(record) == "# s\n\ncafé"


@pytest.mark.parametrize("levels", [30, 3000])
def test_a_bomb_of_nested_parts_is_refused(tmp_path: Path, levels: int) -> None:
    data = b"From: a@example.org\nSubject: s\nMIME-Version: 1.0\n"
    for level in range(levels):
        data += f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n'.encode()
    (record,), members = read(tmp_path, data + b"Content-Type: text/plain\n\nx")
    assert record.reason is not None
    assert record.reason.value == "too_deep"
    assert members == []


@pytest.mark.parametrize(
    "data",
    [
        b"From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\nno parts",
        b"From: a@example.org\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!",
        b"Subject: =?utf-8?q?\n\n\xff",
        b"From: x\n",
        b"",
    ],
)
def test_broken_mails_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    records, _ = read(tmp_path, data)
    assert len(records) == 1


def test_what_looks_like_mail() -> None:
    mail = message().as_bytes()
    assert looks_like_email(mail)
    assert looks_like_email(message().as_bytes(policy=SMTP))
    assert looks_like_email(b"From a@example.org Wed May  1 08:00:00 2024\n" + mail)
    assert not looks_like_email(b"He wrote:\n" + mail)
    assert not looks_like_email(b"From: here\nTo: there\nis a long way.\n")
    assert not looks_like_email(b"Subject: maths\n\nQuestion: 1 + 1?\n")
    assert not looks_like_email("客户：你好\n客服：您好\n".encode())
    assert not looks_like_email(b"")
