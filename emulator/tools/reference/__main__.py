"""Write all generated regions anew: ``make reference``."""

from __future__ import annotations

from tools.reference.regions import pages, renewed


def main() -> None:
    """Write each page whose regions have changed, and name it."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        new = renewed(text)
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(page)


if __name__ == "__main__":
    main()
