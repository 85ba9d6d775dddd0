"""The policy of pages, what is found in them, and what of Material they load."""

from __future__ import annotations

from kbtool.publish import material, security
from kbtool.publish.security import Inline, headers, inline, meta, policy
from kbtool.publish.whitespace import without_indentation

EMPTY = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


def test_data_and_files_are_no_scripts_within_a_page() -> None:
    page = '<script src="a.js"></script><script type="application/ld+json">{}</script>'

    assert inline(page) == Inline()


def test_scripts_and_styles_within_a_page_are_named_by_hash() -> None:
    page = "<script></script><STYLE></STYLE><p class=a style=''>x</p><p style=\"\">y</p>"

    found = inline(page)

    assert Inline(*[frozenset({EMPTY})] * 3) == found


def test_a_style_is_hashed_as_the_browser_reads_it() -> None:
    written = inline('<p style="font: &quot;A&quot;">')

    assert inline("<p style='font: \"A\"'>") == written


def test_a_policy_within_a_page_says_nothing_of_frames() -> None:
    assert "frame-ancestors" in policy(Inline())
    assert "frame-ancestors" not in policy(Inline(), in_header=False)


def test_an_endpoint_is_named_by_its_origin_without_credentials() -> None:
    text = policy(Inline(), endpoints=["https://user:key@in.example:8443/a?b"])

    assert "connect-src 'self' https://in.example:8443;" in text


def test_what_is_allowed_besides_takes_the_place_of_none() -> None:
    text = policy(Inline(), more={"frame-ancestors": "https://a.example", "frame-src": "'self'"})

    assert text.endswith("frame-ancestors https://a.example; frame-src 'self'")


def test_a_policy_stands_in_a_page_right_after_its_encoding() -> None:
    page = meta('<head>\n<meta charset="utf-8">\n<title>', "default-src 'none'")

    assert page.startswith(
        '<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"'
        ' content="default-src &#x27;none&#x27;">\n<title>'
    )


def test_the_headers_file_names_all_pages_first() -> None:
    lines = headers("default-src 'none'", ["search/en/*"]).splitlines()

    assert lines[:2] == ["/*", "  Content-Security-Policy: default-src 'none'"]
    assert lines[-2:] == ["/search/en/*", f"  Cache-Control: {security.FOR_A_YEAR}"]


def test_code_keeps_its_white_space_and_nothing_else_does() -> None:
    page = "<p>\n    a  b\n\n  <b>c</b>   \n</p><pre>  x\n\n  y\n</pre>\n\n  <i>"

    assert without_indentation(page) == "<p>\na  b\n<b>c</b>\n</p><pre>  x\n\n  y\n</pre>\n<i>"


def test_only_tables_of_markdown_get_a_box() -> None:
    bare, own = "<table><tr></tr></table>", '<table class="a"><tr></tr></table>'

    assert material.fit(own) == own
    assert material.fit(bare + own).endswith(f"{bare}</div></div>{own}")


def test_material_s_script_is_loaded_for_what_it_alone_does() -> None:
    asked = material.needs_script

    assert not asked(["content.code.copy", "navigation.tabs"], {}, [])
    assert asked(["content.tabs.link"], {}, [])
    assert asked([], {"version": {"provider": "mike"}}, [])
    assert asked([], {}, ["own.js"])
