"""The setting `feedback`: what it may be, and what is told of what it may not."""

from __future__ import annotations

import pytest

from kbtool.read.config import read_config


def read(value: str) -> tuple[str, list[tuple[str, int, int, str]]]:
    found, problems = read_config(f"contact: desk\nfeedback: {value}\n", "kb/kb.yml")
    told = [(p.rule.id, p.source.line, p.source.column, p.hint) for p in problems]
    return found.feedback, told


@pytest.mark.parametrize(
    "value",
    [
        "off",
        "mailto",
        "https://feedback.shop.example/answers?site=help",
        "http://localhost:8000/",
        "http://127.0.0.1:8000/answers",
        "http://[::1]/answers",
    ],
)
def test_answers_go_nowhere_by_mail_or_to_an_endpoint(value: str) -> None:
    assert read(value) == (value, [])


def test_answers_go_by_mail_when_nothing_is_said() -> None:
    found, _ = read_config("title: Help\n", "kb/kb.yml")

    assert (found.feedback, found.feedback_endpoint) == ("mailto", "")


def test_an_endpoint_is_a_web_address_and_nothing_else() -> None:
    found, _ = read_config("feedback: https://shop.example/answers\n", "kb/kb.yml")

    assert found.feedback_endpoint == "https://shop.example/answers"


@pytest.mark.parametrize(
    "value",
    [
        "maybe",
        "'no'",
        "javascript:alert(1)",
        "ftp://shop.example/",
        "https://",
        "https:///answers",
        "https://shop.example:port/",
        "https://[::1/",
        "'https://shop.example/a b'",
        "https://商店.example/",
    ],
)
def test_anything_else_is_told_at_its_place_and_means_mail(value: str) -> None:
    hint = "write off, mailto, or an address as https://example.com/feedback"

    assert read(value) == ("mailto", [("KB313", 2, 11, hint)])


def test_an_endpoint_of_another_computer_is_encrypted() -> None:
    hint = "write https:// instead of http://"

    assert read("http://shop.example/answers") == ("mailto", [("KB313", 2, 11, hint)])


def test_an_endpoint_holds_no_password() -> None:
    assert read("https://me:secret@shop.example/") == ("mailto", [("KB313", 2, 11, "")])


def test_a_list_of_endpoints_is_told() -> None:
    assert read("[off]") == ("mailto", [("KB304", 2, 11, "")])
