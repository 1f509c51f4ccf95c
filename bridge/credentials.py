"""Names and passwords: only in QGIS' authentication configurations, encrypted there, read when they are needed.

What is remembered in the settings is which configuration serves which provider, never what it holds.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Callable
from urllib.parse import urlsplit

from qgis.core import QgsApplication, QgsAuthMethodConfig

from ..core.catalogue.providers import Provider
from ..core.catalogue.signing import Signer
from ..core.errors import BocageError
from . import settings
from .providers import AUTH, known


def configurations() -> dict[str, str]:
    """Identifier -> name of the configurations that may serve: name and password, or headers."""
    found = QgsApplication.authManager().availableAuthMethodConfigs()
    return {identifier: one.name() for identifier, one in found.items() if one.method() in ("Basic", "APIHeader")}


def chosen(provider_key: str) -> str:
    """Configuration that serves a provider, "" for none."""
    return str(settings.value(AUTH + provider_key, "") or "")


def choose(provider_key: str, identifier: str) -> None:
    """That configuration serves that provider from now on; "" for none."""
    settings.remember(AUTH + provider_key, identifier)


def can_open(manager: Any = None, platform: str = "") -> bool:
    """False where QGIS would ask for its master password on a terminal, and a run without a screen would wait."""
    manager = manager or QgsApplication.authManager()
    return bool((platform or QgsApplication.platform()) == "desktop" or manager.masterPasswordIsSet()
                or manager.passwordHelperEnabled())


def secrets(identifier: str) -> Mapping[str, str]:
    """What a configuration holds: "username" and "password", or headers by their names. Raises BocageError."""
    manager = QgsApplication.authManager()
    if identifier not in manager.configIds():
        raise BocageError("sign_unknown", auth=identifier, fault="absent")
    if not can_open(manager):
        raise BocageError("sign_locked", auth=identifier)
    configuration = QgsAuthMethodConfig()
    done = manager.loadAuthenticationConfig(identifier, configuration, True)
    loaded = done[0] if isinstance(done, tuple) else done
    configuration = done[1] if isinstance(done, tuple) else configuration
    if not loaded:
        raise BocageError("sign_unknown", auth=identifier, fault="the master password was not given")
    if configuration.method() not in ("Basic", "APIHeader"):
        raise BocageError("sign_unknown", auth=identifier, fault=f"method {configuration.method()}")
    return dict(configuration.configMap())


def headers(identifier: str) -> Mapping[str, str]:
    """The headers of a configuration: as they are, or name and password as Basic. Raises BocageError."""
    kept = secrets(identifier)
    if "password" not in kept:
        return kept
    pair = f"{kept.get('username', '')}:{kept['password']}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def signer(transport: Any, cancelled: Callable[[], bool] = lambda: False) -> Signer:
    """Signs with what QGIS keeps."""
    return Signer(transport, secrets, cancelled)


def steps(transport: Any, cancelled: Callable[[], bool] = lambda: False) -> Any:
    """The queue's steps: addresses signed by the provider of each job, tokens renewed after a refusal.

    Jobs of known providers bear no ``auth`` of their own: the configuration chosen for the provider serves.
    """
    from ..core.catalogue.queue import PARKED, Steps
    from ..core.catalogue.queue.faults import End

    signing = signer(transport, cancelled)

    def served(job: Any) -> tuple[Provider, str] | None:
        provider = known().get(job.source)
        return (provider, job.auth or chosen(job.source)) if provider is not None else None

    def address(job: Any) -> tuple[str, Mapping[str, str]]:
        found = served(job)
        if found is None:
            return job.url, {}
        try:
            return signed(*found, job.url)
        except BocageError as fault:
            if fault.code == "sign_failed":
                raise
            # A name, a password or a lock is for the user to mend: nothing changes by trying again.
            raise End(PARKED, fault) from fault

    def signed(provider: Provider, auth: str, url: str) -> tuple[str, Mapping[str, str]]:
        own = urlsplit(url).hostname == urlsplit(provider.url).hostname
        if not provider.signing and auth and own:
            return url, headers(auth)
        return signing.sign(provider, url, auth)

    def refresh(job: Any) -> bool:
        found = served(job)
        # A server that signs nothing may have changed its mind: once more costs little.
        return signing.renew(*found) if found and found[0].signing else True

    return Steps(address=address, refresh=refresh)
