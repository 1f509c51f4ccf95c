"""The button that chooses an authentication configuration for a source."""

from __future__ import annotations

import pytest


@pytest.fixture()
def two(qgis_app):
    """Two configurations that may serve, by their names; they go at the end."""
    from bocage.bridge import settings
    from qgis.core import QgsApplication, QgsAuthMethodConfig

    manager, made = QgsApplication.authManager(), {}
    if manager.isDisabled() or not (manager.masterPasswordIsSet() or manager.setMasterPassword("only for tests", True)):
        pytest.skip("this QGIS keeps no passwords")
    for name in ("zeta", "Alpha"):
        one = QgsAuthMethodConfig("Basic")
        one.setName(name)
        one.setConfig("username", "me")
        stored = manager.storeAuthenticationConfig(one)
        made[name] = (stored[1] if isinstance(stored, tuple) else one).id() or one.id()
    yield made
    for identifier in made.values():
        manager.removeAuthenticationConfig(identifier)
    settings.remember("auth/cdse", "")


def test_the_menu_shows_what_is_chosen_and_chooses(two):
    from bocage.bridge import credentials
    from bocage.ui.account import AccountButton

    button = AccountButton(lambda: "cdse")
    button.fill()
    texts = [action.text() for action in button.menu().actions() if action.isCheckable()]
    assert texts[1:] == sorted(texts[1:], key=str.lower) and {"Alpha", "zeta"} <= set(texts)
    assert button.menu().actions()[0].isChecked()
    next(action for action in button.menu().actions() if action.text() == "Alpha").trigger()
    assert credentials.chosen("cdse") == two["Alpha"]
    button.fill()
    assert [action.text() for action in button.menu().actions() if action.isChecked()] == ["Alpha"]
    button.menu().actions()[0].trigger()
    assert credentials.chosen("cdse") == ""


def test_only_sources_that_want_an_account_offer_to_open_one(two):
    from bocage.ui.account import AccountButton

    def offers(source: str) -> int:
        button = AccountButton(lambda: source)
        button.fill()
        return len([action for action in button.menu().actions() if not action.isCheckable()
                    and not action.isSeparator()])

    assert offers("cdse") == 2 and offers("earth_search") == 1


def test_qgis_own_forms_open_beside_and_what_is_chosen_there_serves_the_source(two):
    from bocage.bridge import credentials
    from bocage.ui.account import AccountButton
    from qgis.gui import QgsAuthConfigSelect

    source = ["cdse"]
    button = AccountButton(lambda: source[0])
    for _ in range(2):
        button._manage(source[0])
    window = button._manager
    choice = window.findChild(QgsAuthConfigSelect)
    assert window.isVisible() and not window.isModal() and "Copernicus" in window.windowTitle()
    choice.setConfigId(two["zeta"])
    assert credentials.chosen("cdse") == two["zeta"]
    button._manage("geodes")
    assert choice.configId() == "" and credentials.chosen("cdse") == two["zeta"]
    window.close()
