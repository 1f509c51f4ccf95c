"""Addresses signed against real services on loopback: asked once, kept until they end, renewed, never shown."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs

import pytest

from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.providers import providers
from bocage.core.catalogue.signing import Signer, concerns
from bocage.core.errors import BocageError
from hostile import serving

ME = {"username": "me@example.org", "password": "Pa ss&wörd"}


@pytest.fixture()
def server():
    with serving() as running:
        yield running


def there(key: str, server, **rule):
    """A shipped provider whose services are this server."""
    provider = providers()[key]
    url = str(provider.signing.get("url", ""))
    path = "/" + url.split("/", 3)[3] if url else "/"
    return replace(provider, signing={**provider.signing, "url": server.url + path, "hosts": ["127.0.0.1"], **rule})


def open_id(server, **told):
    forms: list[dict[str, str]] = []

    def answer(handler) -> None:
        forms.append({name: values[0] for name, values in parse_qs(handler.body.decode()).items()})
        handler.send_json({"access_token": f"token {len(forms)}", "expires_in": 600, "refresh_token": "again",
                           "refresh_expires_in": 3600, **told})

    server.answers["/auth/realms/CDSE/protocol/openid-connect/token"] = answer
    return forms


def test_a_token_is_asked_for_once_and_kept(server):
    forms, cdse = open_id(server), there("cdse", server)
    signer = Signer(PlainTransport(), lambda auth: ME)
    for _ in range(3):
        assert signer.sign(cdse, server.url + "/p.zip", "abc") == (
            server.url + "/p.zip", {"Authorization": "Bearer token 1"})
    assert forms == [{"client_id": "cdse-public", "grant_type": "password", **ME}]


def test_threads_that_need_a_token_together_ask_once(server):
    forms, cdse = open_id(server), there("cdse", server)
    signer = Signer(PlainTransport(), lambda auth: ME)
    threads = [threading.Thread(target=signer.sign, args=(cdse, server.url + "/x", "abc")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(forms) == 1


def test_a_token_that_ends_is_renewed_without_the_password(server):
    forms, cdse = open_id(server, expires_in=1), there("cdse", server)
    signer = Signer(PlainTransport(), lambda auth: ME)
    signer.sign(cdse, server.url + "/x", "abc")
    assert signer.sign(cdse, server.url + "/x", "abc")[1] == {"Authorization": "Bearer token 2"}
    assert forms[1] == {"client_id": "cdse-public", "grant_type": "refresh_token", "refresh_token": "again"}


def test_a_refused_renewal_falls_back_to_the_password(server):
    cdse, forms = there("cdse", server), []

    def answer(handler) -> None:
        forms.append(handler.body)
        if b"refresh_token=" in handler.body:
            handler.send_json({"error": "invalid_grant"}, 400)
        else:
            handler.send_json({"access_token": f"token {len(forms)}", "expires_in": 1, "refresh_token": "old",
                               "refresh_expires_in": 3600})

    server.answers["/auth/realms/CDSE/protocol/openid-connect/token"] = answer
    signer = Signer(PlainTransport(), lambda auth: ME)
    signer.sign(cdse, server.url + "/x", "abc")
    assert signer.sign(cdse, server.url + "/x", "abc")[1] == {"Authorization": "Bearer token 3"}


def test_after_a_refusal_another_token_is_asked_for(server):
    forms, cdse = open_id(server), there("cdse", server)
    signer = Signer(PlainTransport(), lambda auth: ME)
    signer.sign(cdse, server.url + "/x", "abc")
    assert signer.renew(cdse, "abc")
    assert signer.sign(cdse, server.url + "/x", "abc")[1] == {"Authorization": "Bearer token 2"}
    assert forms[1]["grant_type"] == "password"
    assert not signer.renew(providers()["geodes"], "abc")  # the same key once more would change nothing


def test_one_signature_serves_a_whole_container(server):
    asked = []

    def answer(handler) -> None:
        asked.append(handler.path)
        end = (datetime.now(timezone.utc) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        handler.send_json({"token": "sv=1&sig=a%2Bb", "msft:expiry": end})

    server.answers["/api/sas/v1/token/127/c"] = answer
    pc, signer = there("planetary_computer", server), Signer(PlainTransport())
    assert signer.sign(pc, server.url + "/c/a.tif")[0] == server.url + "/c/a.tif?sv=1&sig=a%2Bb"
    assert signer.sign(pc, server.url + "/c/b.tif")[0].endswith("/c/b.tif?sv=1&sig=a%2Bb")
    assert signer.sign(pc, server.url + "/c/b.tif?sig=mine")[0].endswith("?sig=mine")
    assert len(asked) == 1


def test_theia_signs_one_address_at_a_time_with_two_keys(server):
    server.answers["/sign"] = lambda handler: handler.send_json({"href": "https://signed.example.org/" + str(
        handler.headers["access-key"]) + str(handler.headers["secret-key"]) + handler.path})
    theia = there("theia", server)
    for kept in ({"access-key": "A", "secret-key": "S"}, {"username": "A", "password": "S"}):
        signer = Signer(PlainTransport(), lambda auth, kept=kept: kept)
        href, headers = signer.sign(theia, server.url + "/x y.tif", "abc")
        assert href.startswith("https://signed.example.org/AS/sign?url=http%3A%2F%2F127.0.0.1") and not headers
        assert "x%20y.tif" in href


def test_geodes_takes_a_key_from_a_header_or_a_password():
    geodes = providers()["geodes"]
    href = "https://geodes-portal.cnes.fr/api/download/x"
    for kept in ({"X-API-Key": "k"}, {"x-api-key": "k"}, {"username": "", "password": "k"}):
        assert Signer(PlainTransport(), lambda auth, kept=kept: kept).sign(geodes, href, "abc") == (
            href, {"X-API-Key": "k"})


def test_without_an_account_it_is_said_so():
    for key, href in (("cdse", "https://download.dataspace.copernicus.eu/x"),
                      ("geodes", "https://geodes-portal.cnes.fr/x")):
        for auth in ("", "abc"):
            with pytest.raises(BocageError) as caught:
                Signer(PlainTransport(), lambda auth: {"username": "me"}).sign(providers()[key], href, auth)
            assert caught.value.code == "sign_password" and providers()[key].title in str(caught.value)


@pytest.mark.parametrize(("answer", "code"), [
    (lambda handler: handler.send_json({"error": "invalid_grant"}, 401), "sign_refused"),
    (lambda handler: handler.send_json({}, 500), "sign_failed"), (lambda handler: handler.send_json({}), "sign_failed"),
    (lambda handler: handler.send(200, b"<html>", "text/html"), "sign_failed")])
def test_a_service_that_refuses_or_fails_is_one_sentence_without_the_password(server, answer, code, caplog):
    server.answers["/auth/realms/CDSE/protocol/openid-connect/token"] = answer
    with caplog.at_level(logging.DEBUG), pytest.raises(BocageError) as caught:
        Signer(PlainTransport(), lambda auth: ME).sign(there("cdse", server), server.url + "/x", "abc")
    assert caught.value.code == code
    told = str(caught.value) + caplog.text + json.dumps({key: str(value) for key, value in caught.value.fields.items()})
    assert ME["password"] not in told and ME["username"] not in told


def test_keys_go_to_the_providers_own_hosts_over_https_alone():
    rule = {"hosts": ["geodes-portal.cnes.fr", ".blob.core.windows.net"]}
    assert concerns(rule, "https://geodes-portal.cnes.fr/x") and concerns(rule, "https://a.blob.core.windows.net/x")
    for href in ("http://geodes-portal.cnes.fr/x", "https://geodes-portal.cnes.fr.evil.org/x", "s3://eodata/x",
                 "https://blob.core.windows.net.evil.org/x", "https://evil.org/geodes-portal.cnes.fr"):
        assert not concerns(rule, href)
        assert Signer(PlainTransport()).sign(providers()["geodes"], href) == (href, {})
