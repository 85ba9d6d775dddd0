"""E-mail as programs send it, and plain text: the words of whoever wrote it come out."""

from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.reply.message import MAX_BYTES, Message, read_message
from kbtool.problems import KbtoolError

HEAD = b"From: Li <li@shop.example>\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
ZH = "退款什么时候到账？\n"


def mail(kind: str, body: bytes, encoding: str = "8bit") -> bytes:
    lines = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return HEAD + lines.encode() + body


@pytest.mark.parametrize(
    "content",
    [
        mail("text/plain; charset=utf-8", ZH.encode()),
        mail("text/plain; charset=utf-8", base64.encodebytes(ZH.encode()), "base64"),
        mail("text/plain; charset=utf-8", quopri.encodestring(ZH.encode()), "quoted-printable"),
        mail("text/plain; charset=gb18030", ZH.encode("gb18030")),
        mail("text/plain; charset=gb2312", base64.b64encode(ZH.encode("gb18030")), "base64"),
        mail("text/plain; charset=unheard-of", ZH.encode()),
        mail("text/plain", ZH.encode("gb18030")),
        mail("text/plain; charset=us-ascii", ZH.encode()),
        mail("text/html; charset=utf-8", "<p>退款什么时候到账？</p>".encode()),
        HEAD + b"\r\n" + ZH.encode(),
    ],
)
def test_a_body_is_read_in_every_encoding(content: bytes) -> None:
    assert (ZH.strip(), "Hello") == (
        read_message(content).text.strip(),
        read_message(content).subject,
    )


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?b?" + base64.b64encode("退款".encode()).decode() + "?=",
        "=?gb2312?B?" + base64.b64encode("退款".encode("gb2312")).decode() + "?=",
        "Re: =?utf-8?q?=E9=80=80=E6=AC=BE?=",
    ],
)
def test_a_subject_is_decoded_and_loses_what_replies_put_before_it(subject: str) -> None:
    assert read_message(f"From: a@b.c\r\nSubject: {subject}\r\n\r\nx".encode()).subject == "退款"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_subject_with_bare_bytes_is_read(encoding: str) -> None:
    content = "From: a@b.c\nSubject: 回复：退款没有到账\n\nx".encode(encoding)

    assert read_message(content).subject == "退款没有到账"


def test_of_alternatives_the_plain_one_is_read_and_attachments_are_not() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Sofa"
    mail.set_content("plain words")
    mail.add_alternative("<p>other words</p>", subtype="html")
    mail.add_attachment("secret words", filename="a.txt")

    assert Message("Sofa", "plain words\n") == read_message(mail.as_bytes())


def test_html_loses_its_tags_its_styles_and_the_mail_that_it_quotes() -> None:
    html = (
        "<html><head><style>p {color: red}</style></head><body><p>Where is&nbsp;it?<br>Thanks"
        "</p><div class='gmail_quote'>old <b>mail</b></div><blockquote>older</blockquote>"
        "<script>alert(1)</script></body></html>"
    )

    text = read_message(mail("text/html; charset=utf-8", html.encode())).text

    assert text.split("\n") == ["Where is it?", "Thanks"]


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <news.shop.example>"],
)
def test_mail_of_programs_is_told(header: str) -> None:
    assert read_message(f"From: a@b.c\n{header}\n\nI am away.".encode()).automatic


def test_plain_text_has_no_subject() -> None:
    text = "Note: my sofa is late\n\nWhere is it?"

    assert Message("", text) == read_message(text.encode())


def test_plain_text_of_old_programs_is_read() -> None:
    assert read_message(ZH.encode("gb18030")).text == ZH


def test_parts_within_parts_without_end_are_refused() -> None:
    nested = b"From: a@b.c\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (one, one)
        for one in range(3000)
    )

    try:
        assert read_message(nested).automatic is False
    except KbtoolError as error:
        assert "parts" in error.message


def test_a_message_that_is_too_long_is_refused() -> None:
    with pytest.raises(KbtoolError, match="longer than 25 MB"):
        read_message(b"x" * (MAX_BYTES + 1))


PIECES = st.sampled_from(
    [
        *(b"From: a@b.c\n", b"Subject: =?utf-8?b?!!?=\n", b"Subject: \xff\xfe\n", b"\n", b"\r\n"),
        *(b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n", b"--x--\n", b"<div>", b"</p>"),
        *(b'Content-Type: text/html; charset="\n', b"Content-Type: ;;=\n", b"Content-Type:\n"),
        *(b"Content-Transfer-Encoding: base64\n", b"Content-Type: text/plain; charset=utf-16\n"),
        *(b"To: <<>>,;:\n", b"Date: x\n", b"List-Id: \xe9\n", b"Content-Disposition: ;\n"),
        *("退款".encode(), b"\x00", b"Precedence: =?x?q?=?=\n", b"Content-Type: message/rfc822\n"),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=15).map(b"".join))
def test_whatever_comes_is_read(content: bytes) -> None:
    message = read_message(content)

    assert [c for c in message.text if c != "\n" and c != "\t" and not c.isprintable()] == []


def test_a_message_of_very_many_parts_is_refused() -> None:
    content = b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 3000

    with pytest.raises(KbtoolError, match="too many parts"):
        read_message(content)
