"""Steps of tools/dock_window.py: an L1C scene corrected from the dock, in the background, and the figure."""

from pathlib import Path

from dock_steps_10_catalogue import WORK, page, settled
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import plugins


def back_to_the_catalogue(drive):
    """Its tab again, L1C scenes."""
    one = page(drive)
    drive.at("back to the catalogue")
    plugins["bocage"].window.dock.tabs.setCurrentWidget(one)
    yield 300
    drive.choose(one.filters.level, "L1C")
    yield settled(drive)
    yield 300


def correct(drive):
    """Correct to L2A: a bar that moves, the window free, the product in the list."""
    one, folder = page(drive), WORK / "l2a"
    folder.mkdir(exist_ok=True)
    one.table.choose(next(n for n, hit in enumerate(one.model.hits)
                          if f"{hit.scene.acquired:%Y-%m-%d}" == "2018-02-26"))
    yield 200
    drive.at("file dialog", "told")
    drive.click(one.buttons.buttons["correct"])
    yield lambda: drive.dialog() is not None
    # No slot of the dock: numpy holds Python at times while the algorithm works beside the window.
    drive.at("corrected to L2A", "work")
    drive.answer(str(folder))
    yield lambda: one.jobs.isVisible()
    drive.found["correct_bar_shown"] = True
    drive.choose(one.filters.level, "L2A")
    yield lambda: any(folder.glob("SENTINEL2A_20180226*/*_MTD_ALL.xml"))
    yield lambda: not one.jobs.isVisible()
    drive.found["corrected"] = sorted(path.name for path in folder.glob("SENTINEL2A_*"))
    yield settled(drive)


def figure(drive):
    """The page to publish, through the button."""
    one, path = page(drive), WORK / "figure.png"
    path.unlink(missing_ok=True)
    one.table.choose(next(n for n, hit in enumerate(one.model.hits)
                          if f"{hit.scene.acquired:%Y-%m-%d}" == "2018-01-17"))
    yield 300
    drive.at("file dialog", "told")
    drive.click(one.buttons.buttons["figure"])
    yield lambda: drive.dialog() is not None
    drive.at("figure", "layer")
    drive.answer(str(path))
    yield path.exists
    yield 500
    drive.found["figure_bytes"] = Path(path).stat().st_size


def diagnostics(drive):
    """To the clipboard."""
    drive.at("diagnostics")
    page(drive).actions.copy_diagnostics()
    yield lambda: "Bocage" in QApplication.clipboard().text()
    drive.found["diagnostics_lines"] = len(QApplication.clipboard().text().splitlines())


STEPS = [back_to_the_catalogue, correct, figure, diagnostics]
