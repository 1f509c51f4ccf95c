"""The transport through QGIS on real sockets: in the main thread, in a task, in plain threads."""

from __future__ import annotations

import threading

import pytest
from hostile import serving
from wire_contract import WireContract, fault, read


@pytest.fixture()
def server():
    with serving() as running:
        yield running


@pytest.fixture()
def transport(qgis_app):
    from bocage.bridge.network import QgisTransport

    return QgisTransport()


class TestQgisTransport(WireContract):
    """All that a transport must hold."""


def test_a_task_reads_through_it(transport, server, qgis_app):
    from qgis.core import QgsTask
    from qgis.PyQt.QtCore import QEventLoop, QTimer

    found = []

    class Fetch(QgsTask):
        def run(self) -> bool:
            found.append(len(read(transport, server.url + "/big/1000000")))
            found.append(fault(transport, server.url + "/silent", inactivity_s=0.3).kind)
            return True

    loop, task = QEventLoop(), Fetch("fetch")
    task.taskCompleted.connect(loop.quit)
    task.taskTerminated.connect(loop.quit)
    QTimer.singleShot(10_000, loop.quit)
    qgis_app.taskManager().addTask(task)
    loop.exec()
    assert found == [1_000_000, "timeout"]


def test_a_401_in_a_thread_is_an_answer_while_the_main_thread_sleeps(transport, server):
    # QGIS' own manager would wait for a dialog of the main thread, for ever.
    server.answers["/private"] = lambda handler: handler.send(401, b"no", WWW_Authenticate='Basic realm="x"')
    statuses = []

    def ask() -> None:
        from bocage.core.catalogue.transport import Request

        statuses.append(transport.open(Request(server.url + "/private")).status)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(5)
    assert statuses == [401]


def test_qgis_own_timeout_is_a_timeout_not_a_success(transport, server, qgis_app):
    from qgis.core import QgsNetworkAccessManager

    before = QgsNetworkAccessManager.timeout()
    QgsNetworkAccessManager.setTimeout(400)
    try:
        assert fault(transport, server.url + "/silent", inactivity_s=5).kind == "timeout"
    finally:
        QgsNetworkAccessManager.setTimeout(before)
