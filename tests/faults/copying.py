"""A build that publishes a copy of what is published with single files replaced.

It draws everything and writes what differs: as slow as any build, but its stage is that of an
incremental one.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from kbtool import compiler
from kbtool.publish.lock import BuildLock
from kbtool.publish.published import COMMITTED, PUBLISHED, Published, inodes, intact
from kbtool.publish.recovery import recover
from kbtool.publish.render import render_with_mkdocs
from kbtool.publish.site_links import SITE_LINKS, SiteLinks, links_in
from kbtool.publish.swap import STATE, WORK, Stage
from kbtool.publish.tree import Tree
from kbtool.publish.whole import verify
from kbtool.search.whoosh_index import open_index


def build_copy(root: Path) -> None:
    """Publish the project in `root`."""
    targets = {
        "site": root / "site",
        "search_index": root / "search_index",
        STATE: root / WORK / STATE,
    }
    with BuildLock(root):
        recover(root)
        seen = Published.read(root / WORK / STATE / PUBLISHED)
        if seen and not intact(seen, site=targets["site"], index=targets["search_index"]):
            seen = None
        examined = compiler.examine(root)
        site, corpus = compiler.plan(examined)
        stage = Stage(root, targets.items(), seen=seen, build_id=site.build_id)
        with stage, tempfile.TemporaryDirectory(dir=root.parent, prefix="drawn-") as drawn:
            render_with_mkdocs(root, site, Path(drawn, "site"))
            Path(drawn, "index").mkdir()
            compiler.write_search_index(corpus, Path(drawn, "index"), site, examined.source_hash)
            changed = _fill(stage.site_tree, Path(drawn, "site"))
            _fill(stage.index_tree, Path(drawn, "index"), COMMITTED)
            _verify(stage, changed, inodes(Path(drawn, "site")), seen)
            stage.publish(
                [(stage.folder / name, target) for name, target in targets.items()], spare=True
            )


def _fill(tree: Tree, drawn: Path, kept: tuple[str, ...] = ()) -> list[str]:
    """Make `tree` the same as `drawn`; return what was drawn."""
    for path in inodes(drawn):
        tree.write(path, (drawn / path).read_bytes())
    for path in inodes(tree.folder).keys() - inodes(drawn).keys():
        if path not in kept:
            tree.remove(path)
    return list(inodes(drawn))


def _verify(
    stage: Stage, changed: list[str], expected: dict[str, int], seen: Published | None
) -> None:
    links = SiteLinks()
    pages = [path for path in changed if path.endswith(".html")]
    for page in pages:
        links.set(page, links_in(page, (stage.site / page).read_bytes()))
    (stage.state / SITE_LINKS).unlink(missing_ok=True)
    links.write(stage.state / SITE_LINKS)
    verify(
        stage.survey(),
        expected=expected,
        links=links,
        changed=pages,
        removed=seen.site.keys() - expected.keys() if seen else (),
        answers=lambda: open_index(stage.index),
    )
