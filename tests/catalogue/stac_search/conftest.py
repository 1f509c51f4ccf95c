"""A real server, and one that does as it is told."""

from __future__ import annotations

import pytest

from bocage.core.catalogue.providers import provider_at
from hostile import serving
from stac_server import ITEMS
from proofs import NotReady
from proofs.servers import Rustac


@pytest.fixture(scope="module")
def rustac(tmp_path_factory):
    try:
        with Rustac(ITEMS, tmp_path_factory.mktemp("rustac")) as server:
            yield provider_at(server.url)
    except NotReady as absent:
        pytest.skip(str(absent))


@pytest.fixture()
def server():
    with serving() as running:
        yield running
