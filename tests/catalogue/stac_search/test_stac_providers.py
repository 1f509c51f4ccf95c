"""The providers that are shipped, and addresses of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from bocage.core.catalogue.model import Query
from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.providers import provider_at, providers
from bocage.core.catalogue.stac import search
from bocage.core.errors import BocageError
from stac_server import Stac, box, run


def test_the_shipped_providers_are_complete():
    assert list(providers()) == ["cdse", "geodes", "theia", "earth_search", "planetary_computer"]
    for provider in providers().values():
        assert provider.url.startswith("https://") and provider.source and provider.title
        assert provider.page <= provider.page_limit
        assert set(provider.signing) >= {"kind", "hosts"} or not provider.signing


def test_geodes_is_asked_in_its_own_words(server):
    geodes = replace(providers()["geodes"], url=server.url, search=server.url + "/stac/search")
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({"features": [], "context": {"matched": 0}}))
    run(geodes, Query(start=datetime(2018, 1, 1, tzinfo=timezone.utc), end=datetime(2018, 2, 1, tzinfo=timezone.utc),
                      levels=("L2A",), tiles=("30TWT",), max_cloud_percent=40, area=(box(-2, 47, -1, 48),)))
    assert stac.bodies == [{
        "limit": 80, "page": 1, "collections": ["THEIA_REFLECTANCE_SENTINEL2_L2A"], "bbox": [-2, 47, -1, 48],
        "query": {"eo:cloud_cover": {"lte": 40}, "grid:code": {"contains": "T30TWT"},
                  "end_datetime": {"gte": "2018-01-01T00:00:00Z"}, "start_datetime": {"lte": "2018-02-01T00:00:00Z"}},
        "sortBy": [{"field": "start_datetime", "direction": "dsc"}]}]


def test_collections_that_cannot_answer_are_not_asked():
    cdse, earth = providers()["cdse"], providers()["earth_search"]
    assert cdse.chosen(Query()) == ("sentinel-2-l1c", "sentinel-2-l2a")
    assert cdse.chosen(Query(levels=("L2A",))) == ("sentinel-2-l2a",)
    assert cdse.chosen(Query(levels=("L3A",))) is None
    assert cdse.chosen(Query(platforms=("VENUS",))) is None
    assert "landsat-c2-l2" in earth.chosen(Query(platforms=("LANDSAT8",)))
    assert "landsat-c2-l2" not in earth.chosen(Query())
    assert list(search(cdse, Query(levels=("L3A",)), PlainTransport())) == []


@pytest.mark.parametrize("url", (
    "", "ftp://example.org", "file:///etc", "https://", "https://me:secret@example.org", "any server",
    "https://exa mple.org/stac", "https://[::1", "https://ex<a>mple.org"))
def test_what_is_no_address_is_refused(url):
    with pytest.raises(BocageError):
        provider_at(url)


def test_hosts_of_any_alphabet_and_numbers_are_addresses():
    for url in ("https://données.example.fr/stac", "http://127.0.0.1:8080", "http://[::1]:8080/stac", "localhost:9"):
        assert provider_at(url).url.endswith(url)


def test_an_address_is_understood_however_it_is_typed():
    assert provider_at(" stac.dataspace.copernicus.eu/v1/ ") is providers()["cdse"]
    assert provider_at("https://x.org/api/search").url == "https://x.org/api"
    assert provider_at("https://x.org/a").key != provider_at("https://x.org/b").key
