from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fetching.web.server import Site, Trap, serving, trap


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def other() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def listener() -> Iterator[Trap]:
    with trap() as found:
        yield found
