"""Items that are a page of a file: `a.pdf#page=2`."""

from __future__ import annotations

import re
from dataclasses import dataclass

PAGE = re.compile(r"#page=([1-9][0-9]*)\Z")


@dataclass(frozen=True)
class Sheet:
    """A file and which of its pages.

    Attributes:
        path: relative to the item table's folder.
        page: counted from 0.
    """

    path: str
    page: int


def sheet_of(item_path: str) -> Sheet:
    """The file and page that an item's path names; the page's twin is `src/core/dataset/sheet.ts`.

    Reference:
        RFC 8118 names the fragment.
    """
    found = PAGE.search(item_path)
    if found is None:
        return Sheet(item_path, 0)
    return Sheet(item_path[: found.start()], int(found.group(1)) - 1)
