"""What is copied for support names nobody and opens nothing."""

from __future__ import annotations

import pytest

from bocage.core.engine.privacy import mask


@pytest.mark.parametrize(("text", "home", "user", "shown"), [
    ("index /home/jane/.local/index.gpkg: 3 MB", "/home/jane", "jane", "index ~/.local/index.gpkg: 3 MB"),
    (r"C:\Users\Jane Doe\AppData\index.gpkg", r"C:\Users\Jane Doe", "Jane Doe", r"~\AppData\index.gpkg"),
    ("C:/Users/Jane Doe/AppData/a", r"C:\Users\Jane Doe", "Jane Doe", "~/AppData/a"),
    ("/media/jane/disk/S2", "/home/jane", "jane", "/media/<user>/disk/S2"),
    (r"\\server\JANE\S2", "/home/jane", "jane", r"\\server\<user>\S2"),
    ("/home/janet/a", "/home/jane", "jane", "/home/janet/a"),
    ("the word jane alone", "/home/jane", "jane", "the word jane alone")])
def test_paths_lose_the_home_and_the_name(text, home, user, shown):
    assert mask(text, home, user) == shown


@pytest.mark.parametrize("text", [
    "https://jane:hunter2@server.org/a", "GET https://s.org/a?token=hunter2&b=1", "X-API-Key: hunter2",
    '{"password": "hunter2"}', "access_token=hunter2", "Authorization: Bearer hunter2hunter2", "sig=hunter2&se=2026",
    "secret-key=hunter2", "Cookie: hunter2"])
def test_secrets_are_hidden(text):
    hidden = mask(text, "/home/jane", "jane")
    assert "hunter2" not in hidden and "***" in hidden


def test_what_is_no_secret_stays():
    text = "token expired; 12 passwords asked; https://server.org/a?cloud=20, signature missing"
    assert mask(text, "/home/jane", "jane") == text


def test_without_a_home_or_a_name_nothing_is_lost():
    assert mask("/a/b", "/", "") == "/a/b"
