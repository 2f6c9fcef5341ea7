"""How the manual becomes a site: `make docs`.

Sphinx starts at the top of the repository, so that an address on the site is a path of the
repository: pages link to each other, to decisions and to the changelog by relative links, which
work on GitHub as well. Links to any other file of the repository lead to the repository.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import NodeMatcher

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Repository"]
BRANCH = "main"

# --- what is built --------------------------------------------------------------------------------

project = PROJECT["name"]
author = PROJECT["authors"][0]["name"]
release = version = version_of(PROJECT["name"])
root_doc = "docs/index"
include_patterns = ["docs/**.md", "emulator/decisions/*.md", "CHANGELOG.md"]
exclude_patterns = [".*", "**/.*", "build", "dist", "**/node_modules", "**/__pycache__"]
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
]
nitpicky = True
# Docstrings name types and errors by their last names, and those of other libraries; what they name
# by a role (`:meth:`) must be on the page.
nitpick_ignore_regex = [("py:(class|exc|data|obj)", ".*")]
# Examples of HTTP are shortened: no lexer takes `POST /path` without a version for a request, nor
# `...` for JSON. They are shown without colours then, which is no fault of the page.
suppress_warnings = ["misc.highlighting_failure"]

# --- Markdown -------------------------------------------------------------------------------------

myst_heading_anchors = 6  # as on GitHub: each heading has an anchor
ANCHOR = re.compile(r'<a id="([^"]+)">')

# --- docstrings -----------------------------------------------------------------------------------

autodoc_member_order = "bysource"
maximum_signature_line_length = 80
napoleon_numpy_docstring = False
default_role = "py:obj"  # `Emulator.fail` in a docstring leads there

# --- pages ----------------------------------------------------------------------------------------

html_theme = "furo"
html_title = f"{project} {release}"
html_show_copyright = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_extra_path = ["_extra", "../llms.txt"]
html_copy_source = False  # the pages lie beside their HTML, see `add_markdown`
html_theme_options = {"source_view_link": f"{REPOSITORY}/blob/{BRANCH}/{{filename}}"}


def lead_to_repository(app: Sphinx, doctree: nodes.document) -> None:
    """Make links to files and folders that are no pages into links to the repository."""
    for link in list(NodeMatcher(nodes.Element, reftype="myst").findall(doctree)):
        folder = Path(app.env.doc2path(link["refdoc"])).parent
        target = link["reftarget"]
        path = ROOT / f"{target}.md" if link.get("refdomain") == "doc" else folder / target
        if not path.exists() or target in app.env.found_docs:
            continue
        kind = "tree" if path.is_dir() else "blob"
        url = f"{REPOSITORY}/{kind}/{BRANCH}/{path.resolve().relative_to(ROOT).as_posix()}"
        if anchor := link.get("reftargetid"):
            url += f"#{anchor}"
        link.replace_self(nodes.reference("", "", *link.children, refuri=url))


def know_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Let links lead to rows of tables, which have an anchor of HTML."""
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for raw in doctree.findall(nodes.raw):
        for anchor in ANCHOR.findall(raw.astext()):
            slugs[anchor] = (raw.line or 0, anchor, anchor)


def add_markdown(app: Sphinx, env: BuildEnvironment) -> None:
    """Put each page's Markdown beside its HTML: the links of llms.txt lead there."""
    for name in env.found_docs:
        page = Path(env.doc2path(name))
        target = Path(app.outdir, page.relative_to(ROOT))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, target)


def setup(app: Sphinx) -> None:
    """Tell Sphinx of the functions above."""
    app.connect("doctree-read", lead_to_repository, priority=100)  # before downloads are collected
    app.connect("doctree-read", know_anchors)
    app.connect("env-check-consistency", add_markdown)
