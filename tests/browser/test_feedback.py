"""Whether an answer helped: what readers see, and what an endpoint gets."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import article, built_site
from tests.browser.host import hosted
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.browser

MANUAL = (REPOSITORY / "docs/feedback.md").read_text(encoding="utf-8")
ARTICLE = "returns/refund-time.html"
DESK = "desk:\n  title: the help desk\n  email: desk@shop.example\n  reply: within 2 hours\n"
NO_MAIL = "desk:\n  title: the help desk\n  phone: 400-555-0100\n"
LAST = "until here"


class Endpoint:
    """A real server for answers, on this computer."""

    def __init__(self, address: str, got: SimpleQueue[tuple[dict[str, str], str]]) -> None:
        self.address = address
        self.got = got

    def requests(self) -> list[tuple[dict[str, str], str]]:
        """Return headers, in small letters, and body of all that came since the last call."""
        urllib.request.urlopen(self.address, data=LAST.encode(), timeout=10).close()
        return list(iter(lambda: self.got.get(timeout=10), ({}, LAST)))

    def answers(self) -> list[object]:
        """Return the answers that came since the last call."""
        return [json.loads(body) for _, body in self.requests()]


@pytest.fixture(scope="session")
def listening() -> Iterator[Endpoint]:
    got: SimpleQueue[tuple[dict[str, str], str]] = SimpleQueue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            got.put(({}, LAST) if body == LAST else (headers, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Endpoint(f"http://127.0.0.1:{server.server_port}/answers", got)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def endpoint(listening: Endpoint) -> Iterator[Endpoint]:
    """Return the endpoint, at which nothing is left unread."""
    yield listening
    listening.requests()


def built(folder: Path, feedback: str, contacts: str = DESK) -> Path:
    """Return a site of two articles with this setting."""
    files = {
        "kb/kb.yml": f"languages: [en]\ncontact: desk\n{feedback}\n",
        "kb/contacts.yml": contacts,
        "kb/articles/returns/_category.yml": "title: Returns\n",
        f"kb/articles/{ARTICLE.replace('.html', '.md')}": article(
            "refund-time", "When will my refund arrive?", "Within 3 days."
        ),
        "kb/articles/returns/return.md": article("return", "How do I return it?", "Open it."),
    }
    return built_site(folder, files)


@pytest.fixture(scope="session")
def by_post(tmp_path_factory: pytest.TempPathFactory, listening: Endpoint) -> Path:
    return built(tmp_path_factory.mktemp("post"), f"feedback: {listening.address}")


@pytest.fixture(scope="session")
def by_mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("mail"), "title: Help")


@pytest.fixture
def host(by_post: Path) -> Iterator[str]:
    """Serve the site that posts, with the headers that it asks for."""
    with hosted(by_post) as address:
        yield address


def test_a_no_with_its_reason_is_posted_once(page: Page, host: str, endpoint: Endpoint) -> None:
    page.goto(host + ARTICLE)

    page.get_by_text("No", exact=True).click()
    page.get_by_role("button", name="It is wrong or outdated").dblclick()
    expect(page.get_by_role("status").get_by_text("Thank you.")).to_be_visible()
    page.goto(f"{host}returns/return.html")

    example = json.loads(MANUAL.split("```json\n")[1].split("```")[0])
    assert [example] == endpoint.answers()


def test_a_yes_is_posted_without_a_reason(page: Page, host: str, endpoint: Endpoint) -> None:
    page.goto(host + ARTICLE)

    page.get_by_role("button", name="Yes").click()
    expect(page.locator(".kb-feedback__end")).to_have_text(re.compile("^Thank you"))
    page.goto(f"{host}returns/return.html")

    answer = {"v": 1, "id": "refund-time", "lang": "en", "helpful": True, "reason": ""}
    assert [answer] == endpoint.answers()


def test_a_no_without_a_reason_is_posted_when_the_page_is_left(
    page: Page, host: str, endpoint: Endpoint
) -> None:
    page.goto(host + ARTICLE)

    page.get_by_text("No", exact=True).click()
    page.goto(f"{host}returns/return.html")
    page.wait_for_load_state("networkidle")

    answer = {"v": 1, "id": "refund-time", "lang": "en", "helpful": False, "reason": ""}
    assert [answer] == endpoint.answers()


def test_reading_a_page_posts_nothing(page: Page, host: str, endpoint: Endpoint) -> None:
    page.goto(host + ARTICLE)
    page.get_by_text("No", exact=True).click()
    page.get_by_text("No", exact=True).click()
    page.goto(f"{host}returns/return.html")

    assert endpoint.answers() == []


def test_a_post_carries_no_cookie_and_no_address_of_a_page(
    page: Page, host: str, endpoint: Endpoint
) -> None:
    page.context.add_cookies([{"name": "who", "value": "me", "url": endpoint.address}])
    page.goto(host + ARTICLE)

    page.get_by_role("button", name="Yes").click()
    page.goto(f"{host}returns/return.html")

    [(headers, _)] = endpoint.requests()
    assert headers.keys() & {"cookie", "referer"} == set()
    assert headers["content-type"] == "text/plain;charset=UTF-8"
    assert ARTICLE not in str(headers)


def test_a_beacon_would_carry_the_cookie(page: Page, endpoint: Endpoint, by_post: Path) -> None:
    page.context.add_cookies([{"name": "who", "value": "me", "url": endpoint.address}])
    with hosted(by_post) as host:
        page.goto(host + ARTICLE)

        page.evaluate("address => navigator.sendBeacon(address, '')", endpoint.address)
        page.wait_for_load_state("networkidle")
        page.goto(f"{host}returns/return.html")

    [(headers, _)] = endpoint.requests()
    assert headers["cookie"] == "who=me"


def test_a_page_from_disk_posts_too(page: Page, by_post: Path, endpoint: Endpoint) -> None:
    page.goto((by_post / ARTICLE).as_uri())

    page.get_by_role("button", name="Yes").click()
    page.goto((by_post / "returns/return.html").as_uri())

    assert len(endpoint.answers()) == 1


def test_a_mail_is_offered_when_nobody_answers(page: Page, host: str) -> None:
    page.goto(host + ARTICLE)
    page.context.set_offline(True)

    page.get_by_text("No", exact=True).click()
    page.get_by_role("button", name="Something is missing").click()

    link = page.get_by_role("status").get_by_role("link", name="Send it by mail")
    expect(link).to_be_visible()
    assert mail(link.get_attribute("href")) == (
        "desk@shop.example",
        "[refund-time] Something is missing",
        "kb-feedback:1:refund-time:en:no:incomplete",
    )


def test_keys_alone_give_an_answer_and_do_not_lose_their_place(
    page: Page, host: str, endpoint: Endpoint
) -> None:
    page.goto(host + ARTICLE)

    page.get_by_role("button", name="Yes").focus()
    for key in ("Tab", "Enter", "Tab", "Tab", "Space"):
        page.keyboard.press(key)

    end = page.locator(".kb-feedback__end")
    expect(end).to_be_focused()
    expect(end.get_by_role("link", name="desk@shop.example")).to_be_visible()
    assert [one["reason"] for one in endpoint.answers()] == ["incomplete"]  # type: ignore[index]


def test_who_was_not_helped_sees_the_channels_and_the_promise(
    page: Page, host: str, endpoint: Endpoint
) -> None:
    page.goto(host + ARTICLE)

    page.get_by_text("No", exact=True).click()
    page.get_by_role("button", name="It is hard to understand").click()

    end = page.get_by_role("status").filter(has_text="Thank you")
    expect(end.get_by_role("link", name="desk@shop.example")).to_be_visible()
    expect(end.get_by_text("within 2 hours")).to_be_visible()


def test_without_an_endpoint_each_choice_is_a_mail(
    open_context: Callable[..., BrowserContext], by_mail: Path
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto((by_mail / ARTICLE).as_uri())

    page.get_by_text("No", exact=True).click()

    yes = page.get_by_role("link", name="Yes").get_attribute("href")
    no = page.get_by_role("link", name="It is wrong or outdated").get_attribute("href")
    assert mail(yes)[1:] == (
        "[refund-time] Yes",
        "kb-feedback:1:refund-time:en:yes",
    )
    assert mail(no)[2] == MANUAL.split("```text\n")[1].split("\n```")[0]


def test_who_opened_a_mail_is_thanked_and_told_where_else_to_write(
    page: Page, by_mail: Path
) -> None:
    page.goto((by_mail / ARTICLE).as_uri())
    # A browser in a test has no program for mails; the page must not depend on one.
    page.evaluate("addEventListener('click', event => event.preventDefault())")

    page.get_by_role("link", name="Yes").click()

    expect(page.get_by_role("status").filter(has_text="write to desk@shop.example")).to_be_visible()
    expect(page.get_by_role("link", name="Yes")).to_be_hidden()


def test_the_manual_names_every_reason(page: Page, by_mail: Path) -> None:
    page.goto((by_mail / ARTICLE).as_uri())

    shown = page.locator("[data-kb-reason]").evaluate_all(
        "all => all.map(one => [one.dataset.kbReason, one.textContent])"
    )

    table = MANUAL.split("| `reason` | what the reader chose |\n| --- | --- |\n")[1]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", table, re.M)
    assert [tuple(one) for one in shown] == rows


@pytest.mark.parametrize(
    ("feedback", "contacts"),
    [("feedback: off", DESK), ("feedback: mailto", NO_MAIL), ("title: Help", NO_MAIL)],
)
def test_nobody_is_asked_where_no_answer_could_go(
    tmp_path: Path, feedback: str, contacts: str
) -> None:
    html = (built(tmp_path, feedback, contacts) / ARTICLE).read_text(encoding="utf-8")

    assert "feedback" not in html


def test_only_articles_ask(by_mail: Path) -> None:
    asking = [path for path in by_mail.rglob("*.html") if "kb-feedback" in path.read_text("utf-8")]

    assert sorted(path.name for path in asking) == ["refund-time.html", "return.html"]


def mail(address: str | None) -> tuple[str, str, str]:
    """Return the receiver, the subject, and the last line of a mail."""
    url = urlsplit(address or "")
    fields = parse_qs(url.query)
    return url.path, fields["subject"][0], fields["body"][0].rpartition("\r\n")[2]
