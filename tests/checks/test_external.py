"""Links to other sites, asked at a real server on loopback that misbehaves, and nowhere else."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbtool.checks.external import external_problems
from kbtool.cli import main
from kbtool.compiler import examine
from kbtool.net.crowd import Survey
from kbtool.net.names import Names
from kbtool.net.verdicts import EVERYWHERE, Limits, State, Verdict
from kbtool.problems import Problem
from tests.checks.external_server import CERTIFICATES, MisbehavingServer
from tests.cli.test_commands import imported
from tests.conftest import Project

QUICK = Limits(in_all=9.0, per_link=3.0, read=50_000, unpacked=100_000, allowed=EVERYWHERE)
HASTY = Limits(in_all=9.0, per_link=0.2, allowed=EVERYWHERE)
HERE_ONLY = Limits(in_all=9.0, per_link=3.0, allowed=(ip_network("127.0.0.1/32"),))


@pytest.fixture
def server() -> Iterator[MisbehavingServer]:
    with MisbehavingServer() as server:
        yield server


def verdict(url: str, limits: Limits = QUICK, names: Names | None = None) -> Verdict:
    """Return the verdict on one URL."""
    page, _, fragment = url.partition("#")
    [(_, found)] = Survey(limits, names).run({page: [fragment]})
    return found[fragment]


def summary(found: Verdict) -> str:
    return f"{found.state.value}: {found.reason}".removesuffix(": ")


def known(hosts: Mapping[str, str]) -> Names:
    """Return names that are looked up in a table instead of the network."""

    def lookup(host: str) -> list[str]:
        if host not in hosts:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return hosts[host].split()

    return Names(lookup)


# --- what an answer means ----------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/page", "ok"),
        ("/status/204", "ok"),
        ("/status/404", "dead: answers 404"),
        ("/status/410", "dead: answers 410"),
        ("/status/401", "unknown: answers 401"),
        ("/status/403", "unknown: answers 403"),
        ("/status/429", "unknown: answers 429"),
        ("/status/451", "unknown: answers 451"),
        ("/status/500", "unknown: answers 500"),
        ("/status/503", "unknown: answers 503"),
        ("/status/999", "unknown: answers 999"),
        ("/wall", "unknown: is behind a bot wall"),
        ("/closed", "unknown: closes the connection without an answer"),
        ("/garbage", "unknown: gives an answer that is not HTTP"),
        ("/endless-headers", "unknown: gives an answer that is not HTTP"),
        ("/continued", "unknown: gives an answer that is not HTTP"),
    ],
)
def test_an_answer_is_judged_and_only_a_page_that_is_gone_is_dead(
    server: MisbehavingServer, path: str, expected: str
) -> None:
    assert expected == summary(verdict(server.url(path)))


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501, 503])
def test_a_server_that_refuses_head_is_asked_with_get(
    server: MisbehavingServer, status: int
) -> None:
    found = verdict(server.url(f"/head-refused/{status}"))

    path = f"/head-refused/{status}"
    assert (State.OK, [f"HEAD {path}", f"GET {path}"]) == (found.state, server.asked)


def test_a_page_that_answers_is_asked_once_and_only_for_its_head(server: MisbehavingServer) -> None:
    verdict(server.url("/page"))

    assert server.asked == ["HEAD /page"]


@pytest.mark.parametrize("path", ["/status/404", "/status/503", "/closed", "/slow", "/garbage"])
def test_a_page_is_tried_at_most_twice(server: MisbehavingServer, path: str) -> None:
    verdict(server.url(path), HASTY)

    assert [f"HEAD {path}", f"GET {path}"] == server.asked


def test_a_connection_that_closes_once_is_tried_again(server: MisbehavingServer) -> None:
    assert summary(verdict(server.url("/closed-first#install"))) == "ok"


def test_a_request_names_kbtool_and_carries_no_cookie_and_no_password(
    server: MisbehavingServer,
) -> None:
    address = server.url("/wants-cookies").replace("://", "://name:secret@")

    verdict(address)

    headers = [one.headers for one in server.requests]
    assert all(one["User-Agent"].startswith("kbtool/") for one in headers)
    assert not any({"Cookie", "Authorization", "Referer"} & one.keys() for one in headers)


def test_a_port_that_nobody_listens_at_is_dead() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    found = verdict(f"http://127.0.0.1:{port}/")

    assert summary(found) == "dead: names a host that refuses connections"


def test_a_host_that_does_not_exist_is_dead() -> None:
    found = verdict("http://nowhere.example/", names=known({}))

    assert summary(found) == "dead: names a host that does not exist"


def test_a_name_server_that_fails_proves_nothing() -> None:
    def lookup(host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    found = verdict("http://shop.example/", names=Names(lookup))

    assert summary(found) == "unknown: names a host that cannot be looked up now"


def test_a_name_server_that_never_answers_does_not_hold_up_the_run() -> None:
    answered = threading.Event()

    def lookup(host: str) -> list[str]:
        answered.wait(30)
        return []

    found = verdict("http://shop.example/", HASTY, Names(lookup))
    answered.set()

    assert summary(found) == "unknown: names a host that is not looked up in time"


@pytest.mark.parametrize("url", ["http://", "http://a..b/", "http://x:99999/", "http://[::1/"])
def test_an_address_that_no_browser_can_open_is_dead(url: str) -> None:
    assert summary(verdict(url)) == "dead: is no usable address"


# --- time --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/slow", "/drip", "/slow#install", "/drip#install"])
def test_a_server_that_is_too_slow_is_unknown_within_the_time_of_a_link(
    server: MisbehavingServer, path: str
) -> None:
    started = time.monotonic()

    found = verdict(server.url(path), HASTY)

    assert summary(found) == "unknown: gives no answer in time"
    assert time.monotonic() - started < 5 * HASTY.per_link


def test_a_server_that_is_slow_on_head_alone_is_asked_with_get(server: MisbehavingServer) -> None:
    limits = Limits(in_all=9.0, per_link=0.6, allowed=EVERYWHERE)

    assert summary(verdict(server.url("/slow-head"), limits)) == "ok"


def test_all_links_together_end_in_time(server: MisbehavingServer) -> None:
    pages = {server.url(f"/slow?{number}"): [""] for number in range(20)}
    started = time.monotonic()

    found = dict(Survey(Limits(in_all=0.3, allowed=EVERYWHERE)).run(pages))

    reasons = {summary(one[""]) for one in found.values()}
    assert {"unknown: was not asked to the end: the time for all links ran out"} == reasons
    assert time.monotonic() - started < 1.0


def test_a_run_that_is_broken_off_leaves_no_request_behind(server: MisbehavingServer) -> None:
    pages = {server.url("/page"): [""], server.url("/slow"): [""]}
    started = time.monotonic()

    for _ in Survey(Limits(per_link=30.0, allowed=EVERYWHERE)).run(pages):
        break

    assert time.monotonic() - started < 1.0


# --- too many requests -------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/busy", 429),
        ("/busy-an-hour", 429),
        ("/busy-nonsense", 429),
        ("/busy-till-doomsday", 503),
    ],
)
def test_a_host_that_wants_to_rest_longer_than_we_can_wait_is_unknown_at_once(
    server: MisbehavingServer, path: str, status: int
) -> None:
    started = time.monotonic()

    found = verdict(server.url(path))

    assert f"unknown: answers {status}" == summary(found)
    assert (len(server.asked), time.monotonic() - started < QUICK.per_link) == (1, True)


def test_a_host_that_rests_is_left_alone_with_its_other_links(server: MisbehavingServer) -> None:
    pages = {server.url("/busy"): [""]} | {server.url(f"/page?{n}"): [""] for n in range(20)}
    limits = Limits(in_all=5.0, per_host=1, allowed=EVERYWHERE)

    found = dict(Survey(limits).run(pages))

    reasons = {summary(one[""]) for one in found.values()}
    assert server.asked == ["HEAD /busy"]
    assert reasons == {
        "unknown: answers 429",
        "unknown: was not asked, because its host wants fewer requests",
    }


def test_a_short_rest_is_kept_and_the_page_asked_again(server: MisbehavingServer) -> None:
    assert summary(verdict(server.url("/busy-first"))) == "ok"


def test_a_host_is_asked_by_two_at_a_time(server: MisbehavingServer) -> None:
    pages = {server.url(f"/a-little-slow/{number}"): [""] for number in range(12)}

    found = dict(Survey(QUICK).run(pages))

    assert (len(found), server.most_at_a_time) == (12, 2)


def test_a_slow_host_does_not_hold_up_another() -> None:
    with MisbehavingServer() as slow, MisbehavingServer(address="127.0.0.2") as fast:
        pages = {slow.url(f"/slow?{n}"): [""] for n in range(10)}
        pages |= {fast.url(f"/page?{n}"): [""] for n in range(10)}
        survey = Survey(Limits(in_all=1.0, per_link=0.4, at_a_time=3, allowed=EVERYWHERE))

        found = dict(survey.run(pages))

        states = {found[fast.url(f"/page?{n}")][""].state for n in range(10)}
    assert {State.OK} == states


# --- redirects ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/hops/10", "ok"),
        ("/hops/11", "dead: leads to '{}/hops/0', which comes after more than 10 redirects"),
        ("/circle/a", "dead: leads to '{}/circle/a', which redirects in a circle"),
        ("/wants-cookies", "unknown: leads to '{}/wants-cookies', which redirects in a circle"),
        ("/moved-and-gone", "dead: leads to '{}/status/404', which answers 404"),
        ("/to-app", "unknown: leads to something that is no http or https address"),
        ("/to-file", "unknown: leads to something that is no http or https address"),
    ],
)
def test_redirects_are_followed_to_their_end(
    server: MisbehavingServer, path: str, expected: str
) -> None:
    found = verdict(server.url(path))

    assert expected.format(server.url("")) == summary(found)


@pytest.mark.parametrize(
    ("path", "moved"),
    [
        ("/moved", "/page"),
        ("/moved-twice", "/page"),
        ("/moved#install", "/page#install"),
        ("/moved-to-place", "/page#install"),
        ("/moved-to-chinese", "/%E9%A1%B5"),
        ("/moved-then-away", "/away"),
        ("/away", ""),
        ("/page", ""),
    ],
)
def test_a_page_that_moved_for_good_names_its_new_address(
    server: MisbehavingServer, path: str, moved: str
) -> None:
    found = verdict(server.url(path))

    assert (State.OK, moved and server.url(moved)) == (found.state, found.moved)


# --- fragments ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/page#install", "ok"),
        ("/page#guide", "ok"),
        ("/page#退货", "ok"),
        ("/page#old-place", "ok"),
        ("/page#readme", "ok"),
        ("/page#a&b", "ok"),
        ("/page#", "ok"),
        ("/page#top", "ok"),
        ("/page#:~:text=Install", "ok"),
        ("/page#/route/of/an/app", "ok"),
        ("/page#page=3", "ok"),
        ("/page#L10-L20", "ok"),
        ("/page#instal", "dead: has no place '#instal'"),
        ("/page#INSTALL", "dead: has no place '#INSTALL'"),
        ("/page#planned", "dead: has no place '#planned'"),
        ("/moved-to-place#nowhere", "ok"),
        ("/moved#nowhere", "dead: leads to '{}/page', which has no place '#nowhere'"),
        ("/status/404#install", "dead: answers 404"),
        ("/pdf#install", "ok"),
        ("/gzip#install", "ok"),
        ("/gzip#nowhere", "dead: has no place '#nowhere'"),
        ("/endless#install", "ok"),
        ("/endless#nowhere", "unknown: is too long, or breaks off, before '#nowhere'"),
        ("/bomb#nowhere", "unknown: is too long, or breaks off, before '#nowhere'"),
        ("/broken-chunks#early", "ok"),
        ("/broken-chunks#late", "unknown: is too long, or breaks off, before '#late'"),
        ("/short#early", "ok"),
        ("/short#late", "unknown: is too long, or breaks off, before '#late'"),
        ("/bad-gzip#install", "unknown: is too long, or breaks off, before '#install'"),
        ("/brotli#install", "unknown: is too long, or breaks off, before '#install'"),
        ("/script#install", "unknown: is drawn by a script, which may know '#install'"),
    ],
)
def test_a_fragment_is_looked_up_in_the_page(
    server: MisbehavingServer, target: str, expected: str
) -> None:
    assert expected.format(server.url("")) == summary(verdict(server.url(target)))


def test_a_misspelt_fragment_is_hinted_at(server: MisbehavingServer) -> None:
    assert verdict(server.url("/page#instal")).hint == "did you mean 'install'?"


def test_a_page_is_asked_once_for_all_its_fragments(server: MisbehavingServer) -> None:
    [(_, found)] = Survey(QUICK).run({server.url("/page"): ["", "install", "nowhere"]})

    assert server.asked == ["GET /page"]
    assert [one.state for one in found.values()] == [State.OK, State.OK, State.DEAD]


# --- addresses that are not visited --------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_a_loopback_address_in_any_spelling_is_refused_and_never_asked(
    server: MisbehavingServer, host: str
) -> None:
    found = verdict(f"http://{host}:{server.port}/page", Limits(in_all=5.0))

    assert (found.state, server.asked) == (State.REFUSED, [])


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1 127.0.0.1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_inside_is_refused_and_never_asked(
    server: MisbehavingServer, address: str
) -> None:
    names = known({"shop.example": address})

    found = verdict(f"http://shop.example:{server.port}/page", Limits(in_all=5.0), names)

    assert (found.state, server.asked) == (State.REFUSED, [])


@pytest.mark.parametrize("path", ["/to-inside", "/to-inside-digits", "/to-inside-mapped"])
def test_a_redirect_into_a_private_network_is_refused_and_never_asked(
    server: MisbehavingServer, path: str
) -> None:
    found = verdict(server.url(path), HERE_ONLY)

    assert (State.REFUSED, "which names a loopback address" in found.reason) == (found.state, True)


@pytest.mark.parametrize("limits", [HERE_ONLY, QUICK], ids=["this host", "private ones, too"])
def test_a_redirect_to_the_metadata_of_a_cloud_is_refused(
    server: MisbehavingServer, limits: Limits
) -> None:
    found = verdict(server.url("/to-metadata"), limits)

    reason = "leads to 'http://169.254.169.254/latest/', which names a link-local address"
    assert (State.REFUSED, reason) == (found.state, found.reason)


def test_a_name_is_looked_up_once_so_that_its_address_cannot_change(
    server: MisbehavingServer,
) -> None:
    answers = iter(["127.0.0.1", "127.0.0.2"])
    names = Names(lambda host: [next(answers)])

    found = verdict(f"http://shop.example:{server.port}/status/404", HERE_ONLY, names)

    assert summary(found) == "dead: answers 404"
    assert server.asked == ["HEAD /status/404", "GET /status/404"]


def test_a_request_names_the_host_of_the_link_not_its_address(server: MisbehavingServer) -> None:
    verdict(f"http://Shop.Example:{server.port}/page", names=known({"shop.example": "127.0.0.1"}))

    assert [f"shop.example:{server.port}"] == [one.headers["Host"] for one in server.requests]


# --- certificates --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        ("good", "ok"),
        ("expired", "dead: has a certificate that expired"),
        ("other", "dead: has a certificate of another host"),
    ],
)
def test_a_certificate_is_judged_as_a_browser_judges_it(
    monkeypatch: pytest.MonkeyPatch, certificate: str, expected: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / f"{certificate}.pem"))

    with MisbehavingServer(certificate) as server:
        found = verdict(server.url("/page#install"))

    assert expected == summary(found)


def test_a_certificate_of_an_authority_that_only_others_trust_is_unknown() -> None:
    with MisbehavingServer("good") as server:
        found = verdict(server.url("/page"))

    assert summary(found) == "unknown: has a certificate that this machine does not trust"


def test_a_server_that_speaks_no_tls_is_unknown(server: MisbehavingServer) -> None:
    found = verdict(server.url("/page").replace("http:", "https:"))

    assert found.state == State.UNKNOWN


# --- a knowledge base ------------------------------------------------------------------

Judge = Callable[..., list[Problem]]


@pytest.fixture
def judged(project: Project) -> Judge:
    """Write articles from bodies, and return what their links to other sites are told."""

    def judge(*bodies: str, limits: Limits = QUICK, names: Names | None = None) -> list[Problem]:
        files = {
            f"kb/articles/a{n}.md": f"---\nid: a{n}\ntitle: Question {n}?\n---\n{body}\n"
            for n, body in enumerate(bodies)
        }
        root = project(files)
        cache = root / ".kbtool" / "links.json"
        return external_problems(examine(root).resolution, cache, limits, names=names)

    return judge


def places(problems: list[Problem]) -> list[str]:
    return [f"{p.rule.id} {p.source.path}:{p.source.line}:{p.source.column}" for p in problems]


def test_a_finding_appears_at_every_place_that_links_to_the_url(
    judged: Judge, server: MisbehavingServer
) -> None:
    gone = server.url("/status/404")

    found = judged(f"[a]({gone}) and [b]({gone})", f"See\n\n<{gone}>\n\n![c]({gone})")

    assert server.asked == ["HEAD /status/404", "GET /status/404"]
    assert places(found) == [
        "KB250 kb/articles/a0.md:5:5",
        f"KB250 kb/articles/a0.md:5:{15 + len(gone)}",
        "KB250 kb/articles/a1.md:7:2",
        "KB250 kb/articles/a1.md:9:6",
    ]


def test_a_finding_quotes_the_url_and_names_its_rule(
    judged: Judge, server: MisbehavingServer
) -> None:
    urls = [server.url(path) for path in ("/status/404", "/status/403", "/moved", "/page")]

    found = judged(*(f"[x]({url})" for url in urls))

    assert [(p.rule.id, p.message, p.hint) for p in found] == [
        ("KB250", f"'{urls[0]}' answers 404", ""),
        ("KB251", f"'{urls[1]}' answers 403", ""),
        ("KB252", f"'{urls[2]}' has moved for good", f"write {urls[3]}"),
    ]


def test_a_link_to_a_private_address_is_refused_by_default(
    judged: Judge, server: MisbehavingServer
) -> None:
    found = judged(f"[x]({server.url('/page')})", limits=Limits())

    message = f"'{server.url('/page')}' names a loopback address"
    assert [("KB253", message)] == [(p.rule.id, p.message) for p in found]


def test_mail_code_and_comments_are_not_asked(judged: Judge, server: MisbehavingServer) -> None:
    url = server.url("/status/404")

    found = judged(f"[m](mailto:a@b.example) `[x]({url})` <!-- [x]({url}) --> [t](tel:+861)")

    assert (found, server.asked) == ([], [])


def test_an_escaped_ampersand_is_asked_as_a_browser_asks_it(
    judged: Judge, server: MisbehavingServer
) -> None:
    judged(f"[x]({server.url('/page')}?a=1&amp;b=2&copy=3)")

    assert server.asked == ["HEAD /page?a=1&b=2&copy=3"]


def test_progress_is_told_page_by_page(project: Project, server: MisbehavingServer) -> None:
    told: list[tuple[int, int]] = []
    links = f"[x]({server.url('/page')}) [y]({server.url('/page#install')}) [z]({server.url('/x')})"
    root = project({"kb/articles/a.md": f"---\nid: a\ntitle: A?\n---\n{links}\n"})

    external_problems(examine(root).resolution, root / "c.json", QUICK, lambda *n: told.append(n))

    assert told == [(1, 2), (2, 2)]


# --- offline -------------------------------------------------------------------------


def test_a_machine_without_a_network_calls_nothing_dead(judged: Judge) -> None:
    found = judged("[x](http://a.example/) [y](http://b.example/)", names=known({}))

    assert [p.rule.id for p in found] == ["KB251", "KB251"]
    assert found[0].message.endswith("no host answered, so this machine may be offline")


def test_a_host_that_is_gone_is_dead_when_another_one_answers(
    judged: Judge, server: MisbehavingServer
) -> None:
    found = judged(f"[x](http://a.example/) [y]({server.url('/page')})", names=known({}))

    assert [p.rule.id for p in found] == ["KB250"]


# --- memory --------------------------------------------------------------------------


def cache_of(root: Path) -> Path:
    return root / ".kbtool" / "links.json"


def aged(root: Path, hours: float) -> None:
    """Make every remembered verdict older."""
    document = json.loads(cache_of(root).read_text(encoding="utf-8"))
    for row in document["links"].values():
        row["asked"] -= hours * 3600
    cache_of(root).write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "hours", "asked_again"),
    [
        ("/page", 0, False),
        ("/page", 6 * 24, False),
        ("/page", 8 * 24, True),
        ("/page", -1, True),
        ("/status/404", 5, False),
        ("/status/404", 7, True),
        ("/status/403", 0.5, False),
        ("/status/403", 2, True),
    ],
)
def test_a_verdict_is_believed_for_days_when_good_and_for_hours_when_bad(
    judged: Judge,
    tmp_path: Path,
    server: MisbehavingServer,
    path: str,
    hours: float,
    asked_again: bool,
) -> None:
    before = judged(f"[x]({server.url(path)})")
    aged(tmp_path, hours)
    server.requests.clear()

    after = judged(f"[x]({server.url(path)})")

    assert (before, asked_again) == (after, server.asked != [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 99}',
        '{"version": 1, "links": []}',
        '{"version": 1, "links": {"x": {"state": "refused"}}}',
        '{"version": 1, "links": {"x": null}}',
        "[" * 100_000,
    ],
)
def test_a_memory_that_cannot_be_read_is_forgotten(
    judged: Judge, tmp_path: Path, server: MisbehavingServer, text: str
) -> None:
    cache_of(tmp_path).parent.mkdir()
    cache_of(tmp_path).write_text(text, encoding="utf-8")

    found = judged(f"[x]({server.url('/status/404')})")

    assert (
        [p.rule.id for p in found],
        len(json.loads(cache_of(tmp_path).read_text(encoding="utf-8"))["links"]),
    ) == (["KB250"], 1)


def test_a_memory_that_cannot_be_written_changes_nothing(
    judged: Judge, tmp_path: Path, server: MisbehavingServer
) -> None:
    (tmp_path / ".kbtool").write_text("a file where a folder should be", encoding="utf-8")

    found = judged(f"[x]({server.url('/status/404')})")

    assert [p.rule.id for p in found] == ["KB250"]


def test_what_was_found_on_a_private_address_is_not_believed_where_none_is_visited(
    judged: Judge, server: MisbehavingServer
) -> None:
    judged(f"[x]({server.url('/page')})")

    found = judged(f"[x]({server.url('/page')})", limits=Limits())

    assert [p.rule.id for p in found] == ["KB253"]


def test_a_link_that_ran_out_of_time_is_asked_in_the_next_run(
    judged: Judge, server: MisbehavingServer
) -> None:
    judged(f"[x]({server.url('/slow')})", limits=Limits(in_all=0.1, allowed=EVERYWHERE))
    server.requests.clear()

    judged(f"[x]({server.url('/slow')})", limits=HASTY)

    assert server.asked != []


def test_a_link_that_left_the_knowledge_base_leaves_the_memory_once_it_is_old(
    judged: Judge, tmp_path: Path, server: MisbehavingServer
) -> None:
    judged(f"[x]({server.url('/page')})")
    aged(tmp_path, 24 * 30)

    judged(f"[x]({server.url('/page?new')})")

    document = json.loads(cache_of(tmp_path).read_text(encoding="utf-8"))
    assert [server.url("/page?new")] == [*document["links"]]


# --- the command -----------------------------------------------------------------------


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), "check", *arguments])


def article(*targets: str) -> dict[str, str]:
    body = "\n".join(f"[x]({target})" for target in targets)
    return {"kb/articles/a.md": f"---\nid: a\ntitle: Where is it?\n---\n{body}\n"}


def test_check_asks_nobody_without_external(project: Project, server: MisbehavingServer) -> None:
    result = run(project(article(server.url("/status/404"))))

    assert (result.exit_code, server.asked) == (0, [])


def test_check_fails_on_a_dead_link_with_external(
    project: Project, server: MisbehavingServer
) -> None:
    root = project(article(server.url("/status/404")))

    result = run(root, "--external", "--allow-private", "--external-timeout", "5")

    place = "kb/articles/a.md:5:5: error KB250 dead-external-link: "
    assert (result.exit_code, place in result.output) == (1, True)


def test_check_only_warns_of_an_address_that_it_does_not_ask(
    project: Project, server: MisbehavingServer
) -> None:
    result = run(project(article(server.url("/page"))), "--external")

    assert (result.exit_code, "KB253" in result.output, server.asked) == (0, True, [])


def test_progress_is_shown_on_a_terminal_only(project: Project, server: MisbehavingServer) -> None:
    result = run(project(article(server.url("/page"))), "--external", "--allow-private")

    assert "links" not in result.stderr


def test_kb_yml_and_ignores_count_for_links_to_other_sites_too(
    project: Project, server: MisbehavingServer
) -> None:
    files = article(server.url("/status/404") + ") <!-- kbtool: ignore KB250 in June --> (")
    files["kb/kb.yml"] = "checks: {severity: {KB251: error}}\n"
    files["kb/articles/b.md"] = f"---\nid: b\ntitle: B?\n---\n[x]({server.url('/wall')})\n"

    result = run(project(files), "--external", "--allow-private")

    assert ("KB250" in result.output, "error KB251" in result.output) == (False, True)


@pytest.mark.parametrize("options", [[], ["--external", "--allow-private"]])
def test_an_ignore_or_a_baseline_of_a_link_that_was_not_found_dead_is_no_finding(
    project: Project, server: MisbehavingServer, options: list[str]
) -> None:
    files = article(server.url("/page") + ") <!-- kbtool: ignore KB250 in June --> (")
    entry = {"rule": "KB250", "path": "kb/articles/a.md", "text": server.url("/page")}
    files["baseline.json"] = json.dumps({"findings": [entry]})
    root = project(files)

    result = run(root, "--strict", "--baseline", str(root / "baseline.json"), *options)

    assert (result.exit_code, "KB33" in result.output) == (0, False)


def test_check_imports_no_network_without_external(project: Project) -> None:
    root = project(article("http://127.0.0.1:1/"))
    packages = {"kbtool.net.exchange", "socket", "ssl", "http.client", "concurrent.futures"}

    assert imported(["-C", str(root), "check"], packages) == set()
    assert "ssl" in imported(["-C", str(root), "check", "--external"], packages)
