"""Names and passwords through QGIS' authentication configurations, providers through its settings."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from hostile import serving


@pytest.fixture()
def configuration(qgis_app):
    """Makes configurations; they go at the end."""
    from qgis.core import QgsApplication, QgsAuthMethodConfig

    manager, made = QgsApplication.authManager(), []
    if manager.isDisabled():
        pytest.skip(f"this QGIS keeps no passwords: {manager.disabledMessage()}")
    if not manager.masterPasswordIsSet() and not manager.setMasterPassword("only for tests", True):
        pytest.skip("the profile's master password is another one")

    def make(method: str, **values: str) -> str:
        one = QgsAuthMethodConfig(method)
        one.setName(f"bocage test {len(made)}")
        for name, value in values.items():
            one.setConfig(name.replace("_", "-"), value)
        stored = manager.storeAuthenticationConfig(one)
        assert stored[0] if isinstance(stored, tuple) else stored
        identifier = (stored[1] if isinstance(stored, tuple) else one).id() or one.id()
        made.append(identifier)
        return identifier

    yield make
    for identifier in made:
        manager.removeAuthenticationConfig(identifier)


@pytest.fixture()
def clean(qgis_app):
    from bocage.bridge import settings

    yield settings
    for key in ("providers", "auth/cdse", "auth/geodes"):
        settings.remember(key, "")


def test_name_and_password_and_headers_are_read_when_needed(configuration, clean):
    from bocage.bridge import credentials

    basic = configuration("Basic", username="me", password="wörd")
    header = configuration("APIHeader", X_API_Key="k")
    assert credentials.secrets(basic)["username"] == "me" and credentials.secrets(basic)["password"] == "wörd"
    assert credentials.secrets(header)["X-API-Key"] == "k"
    assert {basic, header} <= set(credentials.configurations())


def test_an_absent_configuration_is_one_sentence(configuration):
    from bocage.bridge import credentials
    from bocage.core.errors import BocageError

    with pytest.raises(BocageError) as caught:
        credentials.secrets("nothere")
    assert caught.value.code == "sign_unknown"


def test_without_a_window_nobody_is_asked_for_the_master_password(qgis_app):
    from bocage.bridge.credentials import can_open

    def manager(known: bool, helper: bool):
        return SimpleNamespace(masterPasswordIsSet=lambda: known, passwordHelperEnabled=lambda: helper)

    assert can_open(manager(False, False), "desktop")
    assert not can_open(manager(False, False), "qgis_process")
    assert can_open(manager(True, False), "qgis_process") and can_open(manager(False, True), "external")


def test_settings_remember_the_configuration_never_what_it_holds(configuration, clean):
    from bocage.bridge import credentials
    from qgis.core import QgsSettings

    identifier = configuration("Basic", username="me", password="very secret")
    credentials.choose("cdse", identifier)
    assert credentials.chosen("cdse") == identifier
    kept = QgsSettings()
    assert "very secret" not in json.dumps({key: str(kept.value(key)) for key in kept.allKeys()})


def test_the_queue_signs_with_the_configuration_of_the_provider(configuration, clean):
    from bocage.bridge import credentials
    from bocage.core.catalogue.plain_http import PlainTransport
    from bocage.core.catalogue.queue import PARKED
    from bocage.core.catalogue.queue.faults import End

    steps = credentials.steps(PlainTransport())
    job = SimpleNamespace(source="geodes", auth="", url="https://geodes-portal.cnes.fr/x")
    with pytest.raises(End) as caught:
        steps.address(job)
    assert (caught.value.state, caught.value.error.code) == (PARKED, "sign_password")
    credentials.choose("geodes", configuration("APIHeader", X_API_Key="k"))
    assert steps.address(job) == (job.url, {"X-API-Key": "k"})
    from bocage.bridge import providers

    mine = providers.add("https://stac.example.org/v1")
    credentials.choose(mine.key, configuration("Basic", username="a", password="b"))
    assert providers.known()[mine.key].auth == credentials.chosen(mine.key) != ""
    own = SimpleNamespace(source=mine.key, auth="", url="https://stac.example.org/files/x.zip")
    assert steps.address(own) == (own.url, {"Authorization": "Basic YTpi"})
    away = SimpleNamespace(source=mine.key, auth="", url="https://elsewhere.example.org/x.zip")
    assert steps.address(away) == (away.url, {})
    credentials.choose(mine.key, "")
    other = SimpleNamespace(source="unknown", auth="", url="https://example.org/x")
    assert steps.address(other) == (other.url, {}) and steps.refresh(other)
    assert not steps.refresh(job)


def test_a_request_with_a_configuration_is_signed_by_qgis_unless_it_bears_a_token(configuration):
    from bocage.bridge.network import QgisTransport
    from bocage.core.catalogue.transport import Request

    identifier = configuration("Basic", username="a", password="b")
    with serving() as server:
        def headers(**own: str) -> dict[str, str]:
            response = QgisTransport().open(Request(server.url + "/echo", headers=own, auth=identifier))
            return json.loads(b"".join(response.chunks()))["headers"]

        assert headers()["authorization"] == "Basic YTpi"
        assert headers(Authorization="Bearer t")["authorization"] == "Bearer t"
        assert "authorization" not in headers(**{"X-API-Key": "k"})


def test_servers_are_added_and_forgotten(qgis_app, clean):
    from bocage.bridge import providers
    from bocage.core.errors import BocageError

    shipped = list(providers.known())
    mine = providers.add("https://stac.example.org/v1/", "Mine")
    providers.add("https://stac.example.org/v1", "Mine again")
    assert list(providers.known()) == [*shipped, mine.key]
    assert providers.known()[mine.key].title == "Mine again"
    assert providers.add("https://stac.dataspace.copernicus.eu/v1").key == "cdse"
    with pytest.raises(BocageError):
        providers.add("nonsense://x")
    providers.forget(mine.key)
    assert list(providers.known()) == shipped


def test_a_search_goes_through_qgis(qgis_app):
    from bocage.bridge.network import QgisTransport
    from bocage.core.catalogue.model import Query
    from bocage.core.catalogue.providers import provider_at
    from bocage.core.catalogue.stac import search
    from bocage.core.errors import BocageError

    with serving() as server:
        server.answers["/stac"] = lambda handler: handler.send_json({"links": [
            {"rel": "search", "href": "search", "method": "POST"}]})
        server.answers["/stac/search"] = lambda handler: handler.send_json({"features": [
            {"id": "x", "properties": {"datetime": "2018-01-17T00:00:00Z"}, "geometry": None}]})
        provider = provider_at(server.url + "/stac")
        assert [record.identifier for record in search(provider, Query(), QgisTransport())] == ["x"]
        server.answers["/stac/search"] = lambda handler: handler.sleep(30)
        with pytest.raises(BocageError) as caught:
            list(search(provider, Query(), QgisTransport(), deadline_s=0.7))
        assert caught.value.code == "stac_hung"
