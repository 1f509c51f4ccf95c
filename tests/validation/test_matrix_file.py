"""Matrices as others print them, and what a reader must be told of them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from bocage.core.errors import BocageError
from bocage.core.validation.assess import matrix_csv
from bocage.core.validation.findings import figures, findings
from bocage.core.validation.matrix_file import read_matrix
from bocage.core.validation.sample import from_matrix

SHARED = Path(os.environ.get("BOCAGE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
OSO = SHARED / "data" / "oso_confusion"
needs_oso = pytest.mark.skipif(not OSO.is_dir(), reason="CESBIO's matrices are not here")

#: From the files themselves: OA, kappa, mean F, worst F (CESBIO's results, recomputed).
PRINTED = {"resultat_2009.txt": (.9095, .8771, .681, .106), "resultat_2010.txt": (.9196, .8850, .629, .088),
           "resultat_2011.txt": (.9156, .8781, .651, .092), "resultat_2016.txt": (.8887, .8709, .706, .052)}


@needs_oso
@pytest.mark.parametrize("name", PRINTED)
def test_matrices_of_cesbio(name):
    matrix = read_matrix(str(OSO / name), "reference")
    # That of 2016 says it, the others do not.
    assert matrix.said == ("reference" if "2016" in name else "")
    found = figures(matrix.counts)
    assert (found.overall, found.kappa, found.macro_f1, np.nanmin(found.f1)) == pytest.approx(PRINTED[name], abs=6e-4)


@needs_oso
def test_the_better_map_of_2016_and_what_its_overall_accuracy_hides():
    matrix = read_matrix(str(OSO / "resultat_2016.txt"))
    found = figures(matrix.counts)
    at = {name: k for k, name in enumerate(matrix.classes)}
    road, water = at["surface route"], at["eau"]
    assert (found.users[road], found.producers[road]) == pytest.approx((0.60, 0.027), abs=1.5e-3)
    assert found.area_ratio[road] == pytest.approx(0.05, abs=0.006)
    assert (found.share[water], found.overall_without[water]) == pytest.approx((0.217, 0.864), abs=6e-4)
    named = findings(from_matrix(matrix.counts, matrix.classes), 5)
    assert named[0].kind == "class_fails" and named[0].fields["class"] == "surface route"
    assert named[0].fields["taken_for"] == "zones ind et com"
    carries = [one for one in named if one.kind == "class_carries"]
    assert [one.fields["class"] for one in carries] == ["eau"]


def write(folder, text):
    path = folder / "matrix.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("text", [
    ",water,wood\nwater,5,1\nwood,2,7\n", "class;water;wood\nwater;5;1\nwood;2;7\n",
    "map,water,wood\nwater,5,1\nwood,2,7\n", '"","water","wood"\n"water",5,1\n"wood",2,7\n',
    "\twood\twater\nwater\t1\t5\nwood\t7\t2\n"])
def test_any_separator_and_any_order_of_columns(tmp_path, text):
    found = read_matrix(write(tmp_path, text))
    assert found.classes == ("water", "wood")
    assert found.counts.tolist() == [[5, 1], [2, 7]]


def test_classes_may_be_numbers(tmp_path):
    found = read_matrix(write(tmp_path, "map,11,12\n11,5,1\n12,2,7\n"))
    assert (found.classes, found.counts.tolist()) == (("11", "12"), [[5, 1], [2, 7]])


def test_rows_are_what_the_file_says_before_what_the_caller_says(tmp_path):
    plain = ",a,b\na,5,1\nb,2,7\n"
    assert read_matrix(write(tmp_path, plain), "reference").counts.tolist() == [[5, 2], [1, 7]]
    said = read_matrix(write(tmp_path, "# rows: map\n" + plain), "reference")
    assert (said.said, said.counts.tolist()) == ("map", [[5, 1], [2, 7]])
    otb = read_matrix(write(tmp_path, "#Reference labels (rows):3,4\n#Produced labels (columns):3,4\n5,1\n2,7\n"))
    assert (otb.said, otb.classes, otb.counts.tolist()) == ("reference", ("3", "4"), [[5, 2], [1, 7]])


@pytest.mark.parametrize("text", [
    "map,a,b,Total\na,5,1,6\nb,2,7,9\nTotal,7,8,15\n", ",a,b,Row total\na,5,1,6\nb,2,7,9\n",
    ";a;b\na;5;1\nb;2;7\nColumn total;7;8\n", "x\ta\tb\tEnsemble\na\t5\t1\t6\nb\t2\t7\t9\nEnsemble\t7\t8\t15\n"])
def test_totals_are_no_class(tmp_path, text):
    found = read_matrix(write(tmp_path, text))
    assert (found.classes, found.counts.tolist()) == (("a", "b"), [[5, 1], [2, 7]])


@pytest.mark.parametrize("names", [("Forest, dense", "Water; lake"), ("Crops | winter", 'the "old" wood'),
                                   ("12, rue", "7; 8"), ("Sum", "a")])
def test_names_may_hold_any_mark(tmp_path, names):
    report = {"classes": list(names), "counts": [[5.0, 1.0], [2.0, 7.0]]}
    found = read_matrix(write(tmp_path, matrix_csv(report)))
    assert (found.said, found.classes, found.counts.tolist()) == ("map", names, [[5, 1], [2, 7]])


def test_decimals_may_follow_a_comma(tmp_path):
    found = read_matrix(write(tmp_path, "map;a;b\na;5,5;1,25\nb;2;7,0\n"))
    assert found.counts.tolist() == [[5.5, 1.25], [2, 7]]


@pytest.mark.parametrize("text, code", [
    ("map,a,b,Total\na,5,1,7\nb,2,7,9\nTotal,7,8,15\n", "matrix_totals_wrong"),
    ("map,a,b,Total\na,5,1,6\nb,2,7,9\nTotal,7,80,15\n", "matrix_totals_wrong"),
    (",a,b\na,5,1\nc,2,7\n", "matrix_classes_differ"), (",a,b\na,5,1\n", "matrix_not_square"),
    ("nothing here\n", "matrix_absent"), ("", "matrix_absent"), (",a,b\na,5,x\nb,2,7\n", "matrix_not_square"),
    (",a,b\na,-5,1\nb,2,7\n", "matrix_not_counts"), (",a,b\na,nan,1\nb,2,7\n", "matrix_not_counts"),
    (",a,b\na,0,0\nb,0,0\n", "matrix_not_counts")])
def test_what_is_no_matrix_is_refused(tmp_path, text, code):
    with pytest.raises(BocageError) as refusal:
        read_matrix(write(tmp_path, text))
    assert refusal.value.code == code


def test_a_good_map_gives_no_alarm():
    sample = from_matrix(np.array([[90, 2, 1], [3, 80, 2], [1, 2, 85]]), "abc")
    assert [one.kind for one in findings(sample)] == ["pair_confused"]
