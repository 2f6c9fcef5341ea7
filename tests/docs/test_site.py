"""The site that `make docs` builds: without a warning, and without a word to any other host.

To build it takes ten seconds, so this is for `make test-all`. What a writer breaks most often, a
link or a list of pages, the tests of links find in the fast suite.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from tests.chromium import chromium, needs_chromium
from tests.docs.documents import document
from tests.prose import ROOT

pytestmark = pytest.mark.slow

#: As the Makefile has it.
BUILD = ("-W", "--keep-going", "-q", "-c", "docs")
#: What HTML loads by itself, by tag and attribute; a link waits until somebody follows it.
LOADING = {
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("image", "href"),
    ("img", "src"),
    ("img", "srcset"),
    ("input", "src"),
    ("link", "href"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("source", "srcset"),
    ("track", "src"),
    ("use", "href"),
    ("video", "poster"),
    ("video", "src"),
}
#: A `<link>` of these kinds is followed by readers and robots, not loaded.
FOLLOWED = {"author", "canonical", "index", "next", "prev", "search"}
LOADED_BY_CSS = re.compile(r"url\(\s*['\"]?(?P<url>[^'\")]+)|@import\s+['\"](?P<sheet>[^'\"]+)")


class Resources(HTMLParser):
    """What a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_style = tag == "style"
        self.found += loaded_by_css(given.get("style") or "")
        if tag == "link" and set((given.get("rel") or "").split()) & FOLLOWED:
            return
        self.found += [url for name, url in attrs if (tag, name) in LOADING and url]

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found += loaded_by_css(data)


def loaded_by_css(text: str) -> list[str]:
    return [found["url"] or found["sheet"] for found in LOADED_BY_CSS.finditer(text)]


def loaded_by(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return loaded_by_css(text)
    page = Resources()
    page.feed(text)
    return page.found


def is_from_elsewhere(url: str) -> bool:
    return bool(urlsplit(url).netloc)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", *BUILD, "-d", folder / "doctrees", ".", folder / "html"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder / "html"


def test_every_page_is_there_as_html_and_as_markdown(site: Path) -> None:
    pages = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("emulator/decisions/*.md")]
    expected = [site / page.relative_to(ROOT) for page in [*pages, ROOT / "CHANGELOG.md"]]

    assert [page for page in expected if not page.exists()] == []
    assert [page for page in expected if not page.with_suffix(".html").exists()] == []


def test_links_of_llms_txt_lead_to_pages_of_the_site(site: Path) -> None:
    targets = [link.target for link in document(ROOT / "llms.txt").links if link.is_relative]
    published = [name for name in targets if name.startswith(("docs/", "CHANGELOG"))]

    assert (site / "llms.txt").exists()
    assert published
    assert [name for name in published if not (site / name.partition("#")[0]).exists()] == []


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    loaded = {path: loaded_by(path) for path in files}

    assert all(loaded[path] for path in files if path.parent.name == "docs" and "html" in path.name)
    assert {
        path.relative_to(site): urls
        for path, all_urls in loaded.items()
        if (urls := [url for url in all_urls if is_from_elsewhere(url)])
    } == {}


@needs_chromium
@pytest.mark.parametrize("way", ["from files", "from a server"])
def test_it_is_searched_without_a_network(site: Path, way: str, tmp_path: Path) -> None:
    with served(site) as address, chromium(tmp_path / "profile", NO_NETWORK) as browser:
        start = address if way == "from a server" else site.as_uri()
        browser.get(f"{start}/search.html?q=force_challenge")
        browser.execute_async_script(WAIT_FOR_RESULTS)
        results = browser.execute_script(RESULTS)

        assert f"{start}/docs/reference/python.html" in {url.partition("#")[0] for url in results}


@needs_chromium
@pytest.mark.parametrize("page", ["search", "docs/index", "docs/reference/python"])
def test_a_browser_loads_nothing_from_another_host(site: Path, page: str, tmp_path: Path) -> None:
    with served(site) as address, chromium(tmp_path / "profile", NO_NETWORK) as browser:
        browser.get(f"{address}/{page}.html")
        loaded = browser.execute_script(LOADED)

        assert any("/_static/" in url for url in loaded)
        assert [url for url in loaded if not url.startswith((address, "data:"))] == []


NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
LOADED = "return performance.getEntriesByType('resource').map(entry => entry.name)"
RESULTS = "return [...document.querySelectorAll('#search-results li a')].map(link => link.href)"
WAIT_FOR_RESULTS = """
    const done = arguments[0];
    const look = () => document.querySelector("#search-results li a") ? done() : setTimeout(look);
    look();
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve files from a folder; give the address."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


# What looks for resources is tested itself.


def resources(html: str) -> Iterator[str]:
    page = Resources()
    page.feed(html)
    yield from page.found


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://elsewhere.example/a.js"></script>',
        '<link rel="stylesheet" href="//elsewhere.example/a.css">',
        '<link rel="preconnect" href="https://elsewhere.example">',
        '<img alt="" src="https://elsewhere.example/a.png">',
        '<style>@import "https://elsewhere.example/a.css";</style>',
        "<style>p { background: url( 'https://elsewhere.example/a.png') }</style>",
        '<p style="background: url(https://elsewhere.example/a.png)">',
    ],
)
def test_what_comes_from_elsewhere_is_noticed(html: str) -> None:
    assert [is_from_elsewhere(url) for url in resources(html)] == [True]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://elsewhere.example">',
        '<link rel="canonical" href="https://elsewhere.example">',
        '<script src="../_static/a.js">',
        '<img src="data:image/png;base64,AA==">',
    ],
)
def test_what_does_not_is_right(html: str) -> None:
    assert not any(map(is_from_elsewhere, resources(html)))
