"""XML of producers: a small tree, and refusals in one sentence."""

from __future__ import annotations

import pytest
from bocage.core.engine.xml import parse, root_name
from bocage.core.errors import BocageError

DOCUMENT = b"""<?xml version="1.0"?><n1:Root xmlns:n1="http://x/y" n1:kind="a">
 <Info><NAME>  first </NAME><NAME>second</NAME></Info><Info><VALUE>2.5</VALUE></Info></n1:Root>"""


def test_names_and_attributes_come_without_namespace():
    root = parse(DOCUMENT, "a.xml")
    assert root.name == "Root" and root.attributes["kind"] == "a"


def test_paths_texts_and_numbers_are_found():
    root = parse(DOCUMENT, "a.xml")
    assert [node.text for node in root.findall("Info/NAME")] == ["first", "second"]
    assert root.find("Info/VALUE").text == "2.5" and root.find("Info/NOTHING") is None
    assert root.number("VALUE") == 2.5 and root.number("NAME") is None and root.value("X", "none") == "none"


def test_the_root_is_named_without_reading_the_rest():
    assert root_name(DOCUMENT[:-len(b"</Root>")] + b"<broken", "a.xml") == "Root"


def test_an_entity_bomb_is_refused():
    bomb = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><Root>&lol2;</Root>'
    with pytest.raises(BocageError) as error:
        parse(bomb, "bomb.xml")
    assert error.value.code == "xml_doctype" and "bomb.xml" in str(error.value)


@pytest.mark.parametrize("data", [b"", b"not xml", b"<a><b></a>", b"<a/><b/>", b"\xff\xfe\x00", b"<a>\0</a>"])
def test_malformed_xml_is_one_sentence_with_the_file(data):
    with pytest.raises(BocageError) as error:
        parse(data, "/data/broken.xml")
    assert error.value.code == "xml_malformed" and "/data/broken.xml" in str(error.value)


def test_a_very_deep_document_does_not_exhaust_the_stack():
    depth = 20_000
    root = parse(b"<a>" * depth + b"</a>" * depth, "deep.xml")
    assert sum(1 for _ in root.descendants("a")) == depth - 1
