"""Pages drawn without MkDocs are the very bytes that `mkdocs build` gives."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kbtool.compiler import examine, plan
from kbtool.problems import KbtoolError
from kbtool.publish.bodies import Bodies
from kbtool.publish.draw import Drawer
from kbtool.publish.render import render_with_mkdocs
from kbtool.publish.settings import Settings, settings
from kbtool.publish.site import Site
from kbtool.publish.statics import shared_by
from tests.bench.generate import generate
from tests.conftest import Project
from tests.publish.whole_site import Plan, draw_whole

BODIES = sorted((Path(__file__).parents[1] / "contract" / "fixtures").glob("*.md"))
ARTICLE = "---\nid: {id}\ntitle: {title}?\nanswer: So.\ntags: [a]\n---\n\n{body}\n"
EVERY_KIND = {
    "kb/kb.yml": (
        "title: {en: Help, zh: 帮助}\nlanguages: [en, zh]\n"
        "banner: {text: {en: Late, zh: 晚}, start: 2026-01-01, end: 2099-01-01}\n"
    ),
    "kb/contacts.yml": "team:\n  title: {en: Team, zh: 团队}\n  email: team@shop.example\n",
    "kb/articles/en/returns/_category.yml": "title: Returns\ncontact: team\nicon: material/undo\n",
    "kb/articles/en/returns/deep/_category.yml": "title: Deep\n",
    "kb/articles/zh/returns/_category.yml": "title: 退货\n",
    "kb/articles/en/returns/how.md": ARTICLE.format(
        id="how",
        title="How",
        body="# A\n\n## B\n\n### C & *d*\n\n## E\n\n[[why]] ![p](assets/p.png)\n\n    1 < 2",
    ).replace("answer", "aliases: [old-how]\nanswer"),
    "kb/articles/en/returns/deep/why.md": ARTICLE.format(
        id="why", title="Why <b>&", body="[h](../how.md#b)\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n"
    ),
    "kb/articles/zh/returns/how.md": ARTICLE.format(id="how", title="怎么", body="这样。"),
    "kb/articles/en/returns/assets/p.png": "picture",
    "kb/articles/.hidden": "hidden",
    "kb/articles/robots.txt": "User-agent: *\n",
}
MKDOCS = """site_name: Help
site_url: https://help.example/base/
repo_url: https://git.example/help
edit_uri_template: "blob/{path!q}?{path_noext}"
copyright: Ours
docs_dir: kb/articles
theme:
  name: material
  font: false
  palette: {scheme: slate, primary: deep purple}
  features: [navigation.top, content.code.copy]
plugins:
  - kbtool: {policy_meta: true, policy: {img-src: "https://pictures.example"}}
extra_css: [assets/kb/own.css]
extra_javascript:
  - https://scripts.example/one.js
  - {path: own.mjs, type: module, async: true}
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - tables
  - toc: {permalink: true}
"""


def both_ways(root: Path, folder: Path, workers: int = 1) -> tuple[Path, Path, Site]:
    """Draw the project in `root` by MkDocs and without it; return both folders."""
    theirs, ours = folder / "theirs", folder / "ours"
    theirs.mkdir()
    ours.mkdir()
    examined = examine(root)
    site, _ = plan(examined)
    assert render_with_mkdocs(root, site, theirs) == []
    draw_site(root, site, ours, workers)
    return theirs, ours, site


def draw_site(root: Path, site: Site, folder: Path, workers: int = 1) -> None:
    """Draw the whole of `site` into `folder` without MkDocs."""
    found = settings(root)
    assert isinstance(found, Settings)
    found = Settings.from_json(found.as_json())
    plan = Plan(root, site, found, folder.parent / "templates")
    assert draw_whole(plan, folder, workers) == []


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below `folder`."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differing(theirs: Path, ours: Path) -> list[str]:
    """Return the files that are not the same in both folders."""
    one, other = contents(theirs), contents(ours)
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def test_the_sample_is_drawn_to_the_bytes_that_mkdocs_gives(built: Path, tmp_path: Path) -> None:
    site, _ = plan(examine(built))
    ours = tmp_path / "ours"
    ours.mkdir()

    draw_site(built, site, ours, workers=2)

    assert differing(built / "site", ours) == []


def test_every_kind_of_page_and_setting_is_drawn_to_the_same_bytes(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = project({**EVERY_KIND, "mkdocs.yml": MKDOCS})

    theirs, ours, site = both_ways(root, tmp_path_factory.mktemp("sites"))

    assert {page.view.kind for page in site.pages} >= {"home", "category", "article", "tags"}
    assert "_redirects" in contents(ours)
    assert differing(theirs, ours) == []


def test_questions_in_frames_are_drawn_to_the_same_bytes(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plain = re.sub(r"(?ms)^extra_javascript:.*?(?=^\w)", "", MKDOCS)
    plain = plain.replace("navigation.top, ", "")
    more = {
        "kb/articles/en/returns/bare.md": ARTICLE.format(id="bare", title=" A  b", body="x"),
        "kb/articles/en/returns/hidden.md": ARTICLE.format(
            id="hidden", title="H", body="## x"
        ).replace("tags", "hide: [navigation]\ntags"),
        "kb/articles/en/returns/code.md": ARTICLE.format(
            id="code", title="C", body="## A\n\n## B\n\n## C\n\n    <script>\n\n[[how]]"
        ).replace("answer: So.\n", "status: unlisted\n"),
    }
    root = project({**EVERY_KIND, **more, "mkdocs.yml": plain})

    theirs, ours, _ = both_ways(root, tmp_path_factory.mktemp("sites"))
    found = settings(root)

    assert isinstance(found, Settings)
    assert not found.with_script
    assert differing(theirs, ours) == []


def test_templates_of_a_project_are_drawn_to_the_same_bytes(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = {
        "mkdocs.yml": MKDOCS,
        "theme/partials/copyright.html": "<p>{{ page.title }} {{ page.url }} {{ base_url }}</p>",
        "theme/partials/logo.html": "<i>{{ page.canonical_url if page else 404 }}</i>",
        "theme/assets/kb/own.css": "p {}",
    }
    root = project({**EVERY_KIND, **own})

    theirs, ours, _ = both_ways(root, tmp_path_factory.mktemp("sites"))

    assert differing(theirs, ours) == []


def test_generated_questions_are_drawn_to_the_same_bytes(tmp_path: Path) -> None:
    generate(60, tmp_path / "made")

    theirs, ours, _ = both_ways(tmp_path / "made" / "kb", tmp_path)

    assert differing(theirs, ours) == []


def test_one_parser_for_all_bodies_gives_what_a_new_one_gives(project: Project) -> None:
    found = settings(project({"mkdocs.yml": MKDOCS + MANY_EXTENSIONS}))
    assert isinstance(found, Settings)
    bodies = [path.read_bytes().decode("utf-8", "replace") for path in BODIES] * 2
    one = Bodies(found, frozenset())

    told = [one.parsed("a.md", body) for body in bodies]

    fresh = [Bodies(found, frozenset()).parsed("a.md", body) for body in bodies]
    assert fresh == told


MANY_EXTENSIONS = """  - abbr
  - def_list
  - md_in_html
  - sane_lists
  - smarty
  - pymdownx.betterem
  - pymdownx.caret
  - pymdownx.critic
  - pymdownx.details
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - pymdownx.highlight: {anchor_linenums: true, linenums: true}
  - pymdownx.inlinehilite
  - pymdownx.keys
  - pymdownx.magiclink
  - pymdownx.mark
  - pymdownx.smartsymbols
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: true}
  - pymdownx.tilde
"""


def test_drawing_a_page_never_loads_mkdocs(built: Path, tmp_path: Path) -> None:
    found = settings(built)
    assert isinstance(found, Settings)
    write(tmp_path / "settings.json", found.as_json().encode())
    code = (
        "import sys; from pathlib import Path\n"
        "from kbtool.compiler import examine, plan\n"
        "from kbtool.publish.draw import Drawer\n"
        "from kbtool.publish.settings import Settings\n"
        "from kbtool.publish.statics import shared_by, source_files\n"
        "root, settings = map(Path, sys.argv[1:])\n"
        "known = Settings.from_json(settings.read_text('utf-8'))\n"
        "site, _ = plan(examine(root))\n"
        "drawer = Drawer(known, shared_by(site, source_files(known, root)))\n"
        "page = drawer.page(site.pages[-1])\n"
        "print(len(page.html) > 1000, 'mkdocs' in sys.modules)\n"
    )
    command = [sys.executable, "-c", code, str(built), str(tmp_path / "settings.json")]

    ran = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ))

    assert (ran.stderr, ran.stdout) == ("", "True False\n")


def test_a_page_that_takes_too_long_is_named(project: Project) -> None:
    root = project(
        {**EVERY_KIND, "mkdocs.yml": MKDOCS.replace("policy_meta: true", "page_seconds: 0.02")}
    )
    site, _ = plan(examine(root))
    found = settings(root)
    assert isinstance(found, Settings)
    drawer = Drawer(found, shared_by(site, ()))
    page = next(page for page in site.pages if page.edit_path.endswith("why.md"))
    object.__setattr__(page, "body", "[a](" * 20_000)

    with pytest.raises(KbtoolError) as raised:
        drawer.page(page)

    assert "kb/articles/en/returns/deep/why.md cannot be rendered" in raised.value.message


def test_a_broken_template_is_named_with_its_line(project: Project) -> None:
    root = project({**EVERY_KIND, "mkdocs.yml": MKDOCS, "theme/partials/logo.html": "\n{% if %}"})
    site, _ = plan(examine(root))
    found = settings(root)
    assert isinstance(found, Settings)

    with pytest.raises(KbtoolError) as raised:
        Drawer(found, shared_by(site, ())).page(site.pages[0])

    assert raised.value.message.startswith("a template is broken: partials/logo.html:2: ")
