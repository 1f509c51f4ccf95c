"""Rounds of labelling: order, keys, what is kept, what is hidden, what two people differ on."""

from __future__ import annotations

import csv
import io

import pytest

from bocage.core.validation.labelling import (
    FIELDS,
    FIRST,
    ROLES,
    SECOND,
    SETTLING,
    Label,
    Round,
    Unit,
    brought_in,
    class_keys,
    differing,
    disagreements_csv,
    doubt,
    hidden_fields,
    key_meant,
    labels_csv,
    label_of,
    shuffled,
    spelled,
    values_of,
)


def units(count: int) -> list[Unit]:
    return [Unit(k, str(k), 10.0 * k, 5.0 * k, 0.001 * k, 0.002 * k) for k in range(1, count + 1)]


def test_the_order_is_the_seed_s_and_strata_do_not_follow_one_another():
    keys = list(range(1, 301))
    order = shuffled(keys, FIRST, 7)
    assert sorted(order) == keys and order == shuffled(keys[::-1], FIRST, 7)
    assert order != shuffled(keys, FIRST, 8) and order != shuffled(keys, SECOND, 7)
    # Three strata of a hundred in a row in the file: in the order, neighbours share theirs a third of the time.
    stratum = [(key - 1) // 100 for key in order]
    same = sum(one == other for one, other in zip(stratum, stratum[1:])) / 299
    # Five standard deviations of a share of 1/3 over 299 pairs.
    assert abs(same - 1 / 3) < 5 * (1 / 3 * 2 / 3 / 299) ** 0.5


def test_a_round_goes_on_at_the_first_unit_without_a_class():
    order = shuffled(range(1, 6), FIRST, 1)
    told = {order[0]: Label("forest"), order[1]: Label("water"), order[2]: Label(comment="cloudy")}
    found = Round(units(5), told, FIRST, 1, "Anne")
    assert found.unit.key == order[2] and found.labelled == 2
    assert found.go_to_next_open() and found.unit.key == order[3]
    for key in order[2:]:
        assert found.go_to(key)
        found.change(ref_class="forest")
    assert found.labelled == 5 and not found.go_to_next_open() and found.next_open(0) == -1


def test_moves_stay_inside():
    found = Round(units(3), {}, FIRST, 1)
    assert not found.go(-4) and found.at == 0
    assert found.go(99) and found.at == 2
    assert not found.go_to(12)
    empty = Round([], {}, FIRST, 1)
    assert empty.unit is None and empty.label == Label() and empty.change(ref_class="x") is None
    assert not empty.go_to_next_open()


def test_a_change_says_what_is_to_be_kept_and_nothing_where_nothing_changed():
    found = Round(units(2), {}, FIRST, 1, "Anne")
    unit, label = found.change(ref_class="forest")
    assert unit == found.unit and label == Label("forest", labeller="Anne")
    assert found.change(ref_class="forest") is None
    assert found.change(alt_class="grass")[1].alt_class == "grass"
    # The class that was the second choice: no longer both.
    assert found.change(ref_class="grass")[1] == Label("grass", "", "", "Anne", "")
    assert found.clear()[1] == Label() and found.clear() is None


def test_who_labelled_before_is_told_and_a_label_said_again_is_the_newcomer_s():
    found = Round(units(1), {1: Label("forest", labeller="Anne")}, FIRST, 1, "Paul")
    assert found.others() == ["Anne"]
    assert found.change(confidence="") is None
    assert found.change(ref_class="forest")[1].labeller == "Paul"
    assert found.others() == []


def test_fields_of_rounds_are_apart_short_and_hidden_from_each_other():
    names = [name for role in ROLES for name in FIELDS[role].values()]
    assert len(set(names)) == len(names) and max(map(len, names)) <= 10
    for role, other in ((FIRST, SECOND), (SECOND, FIRST)):
        assert set(FIELDS[other].values()) <= set(hidden_fields(role))
        assert not set(FIELDS[role].values()) & set(hidden_fields(role))
        assert "stratum" in hidden_fields(role)
    assert set(FIELDS[FIRST].values()) & set(hidden_fields(SETTLING)) == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_label_goes_to_its_fields_and_comes_back(role):
    label = Label("forêt", "landes", "low", "Anne", "lisière") if role != SETTLING else Label(
        "forêt", labeller="Anne", comment="lisière")
    values = values_of(label, role)
    assert values[FIELDS[role]["ref_class"]] == "forêt"
    assert label_of({key: value or "" for key, value in values.items()}, role) == label
    assert set(values_of(Label(), role).values()) == {None}


def test_keys_of_classes_on_any_keyboard():
    keys = class_keys(40)
    assert keys[:10] == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "a"] and keys[34] == "z" and keys[35] == ""
    assert len(set(keys[:35])) == 35
    assert [key_meant(text) for text in ("3", "b", "B", "0", "", "ab", "ß", "?")] == [
        "3", "b", "b", "0", "", "", "", ""]


def test_signs_mean_digits_in_the_row_of_digits_alone():
    # X11, then Windows: the row of digits of a French keyboard.
    assert [key_meant(text, scan) for text, scan in (("é", 11), ("à", 19), ("'", 13), ("-", 15), ("é", 3), ("'", 5))] \
        == ["2", "0", "4", "6", "2", "4"]
    # The same signs on a British, a German, an Italian keyboard.
    assert [key_meant(text, scan) for text, scan in (("'", 48), ("-", 20), ("_", 20), ("&", 16), ('"', 11), ("(", 17),
                                                     ("è", 34), ("'", 40), ("-", 12))] == [""] * 9
    # No code: the system's language decides.
    assert key_meant("é", 0, french=True) == "2" and key_meant("é", 1, french=True) == "2" and key_meant("é") == ""


def test_labels_as_text_keep_all_that_was_said():
    told = labels_csv("first", {7: Label("wood, wet", "", "low", "Zoé"), 2: Label("water")})
    lines = list(csv.reader(told.splitlines()))
    assert lines[0][0] == "fid" and [line[0] for line in lines[1:]] == ["2", "7"]
    assert "wood, wet" in lines[2] and "Zoé" in lines[2]


def test_what_two_people_differ_on_and_what_was_settled():
    first = {1: Label("forest"), 2: Label("water"), 3: Label("grass"), 4: Label(comment="?")}
    second = {1: Label("forest"), 2: Label("grass", "water", "low", "Paul", "shore"), 4: Label("water")}
    settled = {2: Label("water", labeller="Anne", comment="seen together")}
    assert differing(first, second) == [2]
    assert doubt(first, second, {}).settled == 0
    found = doubt(first, second, settled)
    assert (found.both, found.alike, found.settled, found.differ) == (2, 1, 1, [2])
    rows = list(csv.DictReader(io.StringIO(disagreements_csv(units(4), first, second, settled))))
    assert len(rows) == 1 and rows[0]["id"] == "2" and rows[0]["ref_class"] == "water"
    assert rows[0]["alt_class2"] == "water" and rows[0]["comment2"] == "shore" and rows[0]["settled"] == "water"
    assert rows[0]["settl_note"] == "seen together" and float(rows[0]["latitude"]) == pytest.approx(0.004)


def test_classes_are_written_one_way_in_a_sample_whoever_labels():
    names = [("Water", "Eau"), ("Forest", "Forêt"), ("Moor", "")]
    assert spelled(names, [], False) == ["Water", "Forest", "Moor"]
    assert spelled(names, [], True) == ["Eau", "Forêt", "Moor"]
    # What is there decides, not the second interpreter's language.
    assert spelled(names, ["Water", "Moor"], True) == ["Water", "Forest", "Moor"]
    assert spelled(names, ["Eau"], False) == ["Eau", "Forêt", "Moor"]
    # Two classes of one French name would become one.
    assert spelled([("Oats", "Céréales"), ("Wheat", "Céréales")], [], True) == ["Oats", "Wheat"]


def test_labels_of_another_copy_come_to_their_units_and_overwrite_nothing():
    here = units(4)
    # The other copy numbers its features otherwise, and has one unit of another sample.
    there = [Unit(10 + k, "", 0.0, 0.0, 0.001 * k, 0.002 * k) for k in range(1, 4)]
    there.append(Unit(99, "", 0.0, 0.0, 7.0, 45.0))
    labels = {11: Label("forest"), 12: Label("water", labeller="Paul"), 13: Label(comment="?"), 99: Label("moor")}
    changes, strange = brought_in(here, {1: Label("grass")}, there, labels)
    assert changes == {2: Label("water", labeller="Paul")} and strange == 1
