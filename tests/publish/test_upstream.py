"""Material's templates that ours stand in for: a new version of one is looked at, not overlooked.

None is copied. Where one of these tests fails, compare the new template of Material with ours,
carry over what a help centre needs, and record the new hash.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import material
import pytest

from kbtool.publish.material import NEEDS_SCRIPT
from kbtool.publish.theme import theme_folder

UPSTREAM = Path(material.__file__).parent / "templates"
LOOKED_AT = {
    # Ours extends it, block by block.
    "base.html": "ff8748cd19e340f6",
    # Ours stands in its place.
    "404.html": "80c93494b5432b1b",
    "main.html": "9948b55a7bc979c3",
    "partials/language.html": "3a44516f305006ac",
    "partials/nav.html": "af33f6e032f632eb",
    "partials/palette.html": "fb935107ae7d3d74",
    # Ours includes it, or not.
    "partials/javascripts/base.html": "d6113712bc4deb30",
    "partials/javascripts/content.html": "3722e156f0f6339d",
    # Left out: early.js does this.
    "partials/javascripts/palette.html": "8790389765ea6036",
}


def _digest(name: str) -> str:
    # The names of its style sheets and scripts, and its version, change with every release.
    text = (UPSTREAM / name).read_text("utf-8")
    text = re.sub(r"\.[0-9a-f]{8}\.min\.|mkdocs-material-[\d.]+\d", "", text)
    return sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_template_that_ours_stands_in_for_is_the_one_that_was_looked_at(name: str) -> None:
    assert LOOKED_AT[name] == _digest(name), (
        f"Material changed {name}: compare {UPSTREAM / name} with ours, then record its hash"
    )


def test_every_template_that_stands_in_for_one_of_material_is_looked_at() -> None:
    ours = {path.relative_to(theme_folder()).as_posix() for path in theme_folder().rglob("*.html")}

    both = {name for name in ours if (UPSTREAM / name).is_file()}

    assert both <= set(LOOKED_AT)


def test_every_feature_of_material_s_script_is_known() -> None:
    (bundle,) = (UPSTREAM / "assets/javascripts").glob("bundle.*.min.js")
    groups = "content|navigation|toc|header|announce"
    found = re.findall(rf'"((?:{groups})\.[a-z.]+)"', bundle.read_text("utf-8"))

    # Ours are copying code and what our frame does not have.
    assert set(found) - NEEDS_SCRIPT == {"content.code.copy", "navigation.tabs.sticky"}
