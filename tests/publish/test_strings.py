"""The interface strings: every language says the same things, and a project may say its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from kbtool.problems import KbtoolError
from kbtool.publish.plurals import FORMS
from kbtool.publish.strings import PLURAL, load_strings
from kbtool.publish.theme import theme_folder, theme_folders

LOCALES = theme_folder() / "locales"
LANGUAGES = sorted(path.stem for path in LOCALES.glob("*.yml"))


def strings(lang: str) -> dict[str, str]:
    """Read a locale with PyYAML alone."""
    groups = yaml.safe_load((LOCALES / f"{lang}.yml").read_text(encoding="utf-8"))
    return {f"{group}.{key}": text for group, keys in groups.items() for key, text in keys.items()}


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a string; a date may name its month or number it."""
    return sorted(re.findall(r"\{\w+\}", text.replace("{month}", "{m}")))


def written(folder: Path, lang: str, text: str | bytes) -> Path:
    (folder / "locales").mkdir(parents=True, exist_ok=True)
    content = text.encode() if isinstance(text, str) else text
    (folder / "locales" / f"{lang}.yml").write_bytes(content)
    return folder


def test_there_are_chinese_and_english_strings() -> None:
    assert {"zh", "en"} <= set(LANGUAGES)


def said(lang: str) -> dict[str, str]:
    """Return the strings that every language has; each has its own rules and forms of plurals."""
    forms = tuple(f"{mark}{form}" for mark in "._" for form in FORMS)
    return {
        key: text
        for key, text in strings(lang).items()
        if not key.startswith(f"{PLURAL}.") and not key.endswith(forms)
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_has_the_same_keys_as_english(lang: str) -> None:
    assert sorted(said("en")) == sorted(said(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_has_the_same_placeholders_as_english(lang: str) -> None:
    english = {key: placeholders(text) for key, text in said("en").items()}

    assert english == {key: placeholders(text) for key, text in said(lang).items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_string_is_empty_or_ends_in_a_space(lang: str) -> None:
    odd = [key for key, text in strings(lang).items() if not text or text != text.strip()]

    assert odd == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_strings_are_what_yaml_says(lang: str) -> None:
    translate = load_strings([theme_folder()], lang)

    assert strings(lang) == {key: translate(key) for key in strings(lang)}


def templates() -> list[Path]:
    return sorted(theme_folder().rglob("*.html"))


def test_every_string_that_a_template_names_is_there() -> None:
    named = {
        key
        for path in templates()
        for key in re.findall(
            r"\bt\(\s*[\"']([\w.]+)[\"']\s*[,)]", path.read_text(encoding="utf-8")
        )
    }

    counted = {key.rpartition(mark)[0] for key in strings("en") for mark in "._"}

    assert sorted(named - strings("en").keys() - counted) == []


def test_a_placeholder_is_replaced() -> None:
    translate = load_strings([theme_folder()], "en")

    assert translate("count.other", n=3) == "3 questions"


def test_a_key_that_nobody_has_is_shown_as_it_is() -> None:
    assert load_strings([theme_folder()], "en")("no.such") == "no.such"


def test_a_project_overrides_a_single_string(tmp_path: Path) -> None:
    own = written(tmp_path, "zh", "home:\n  heading: 需要帮忙吗？\n")

    translate = load_strings([own, theme_folder()], "zh")

    shown = (translate("home.heading"), translate("home.all", n=2))
    assert shown == ("需要帮忙吗？", strings("zh")["home.all"].replace("{n}", "2"))


def test_a_region_falls_back_to_its_language_and_then_to_english(tmp_path: Path) -> None:
    own = written(tmp_path, "pt", "home:\n  heading: Como podemos ajudar?\n")
    own = written(own, "pt-BR", "home:\n  all: Todas as {n} perguntas\n")

    translate = load_strings([own, theme_folder()], "pt-BR")

    shown = (translate("home.all", n=2), translate("home.heading"), translate("page.home"))
    assert shown == ("Todas as 2 perguntas", "Como podemos ajudar?", strings("en")["page.home"])


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "yaml that does not parse": ("home:\n  heading: [a\n", "2:12"),
    "a string without a group": ("home:\n  all: All\nheading: Help\n", "3:10"),
    "a list of strings": ("home:\n  heading: [a, b]\n", "2:12"),
    "a list of groups": ("- home\n", "1:1"),
    "a key twice": ("home:\n  all: a\n  all: b\n", "3:3"),
    "an alias": ("home:\n  all: *all\n", "2:8"),
    "bytes that are no UTF-8": ("home:\n  all: 全".encode() + b"\xff\n", "2:9"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_at_its_place(name: str, tmp_path: Path) -> None:
    text, place = BROKEN[name]
    own = written(tmp_path, "zh", text)

    with pytest.raises(KbtoolError) as raised:
        load_strings([own, theme_folder()], "zh")

    where = f"{own / 'locales' / 'zh.yml'}:{place}: "
    assert raised.value.message[: len(where)] == where


def test_an_empty_file_overrides_nothing(tmp_path: Path) -> None:
    own = written(tmp_path, "en", "# nothing yet\n")

    assert load_strings([own, theme_folder()], "en")("page.home") == strings("en")["page.home"]


def test_the_theme_of_a_project_comes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "theme").mkdir()

    assert theme_folders(tmp_path) == (tmp_path / "theme", theme_folder())


def test_a_project_without_a_theme_has_ours_alone(tmp_path: Path) -> None:
    assert theme_folders(tmp_path) == (theme_folder(),)


def test_the_checkout_of_kbtool_has_its_theme_once() -> None:
    assert theme_folders(theme_folder().parent) == (theme_folder(),)


def test_a_rule_for_plurals_that_is_none_is_told_at_its_place(tmp_path: Path) -> None:
    own = written(tmp_path, "pl", "plural:\n  few: n ends in 2\n")

    with pytest.raises(KbtoolError) as raised:
        load_strings([own, theme_folder()], "pl")

    where = f"{own / 'locales' / 'pl.yml'}:2:8: 'plural.few': 'n ends in 2' is no relation"
    assert raised.value.message.startswith(where)
