"""One process at a time: refused while held, free once the holder is gone, however it went."""

from __future__ import annotations

import json
import os
import signal

import pytest
from bocage.core.engine.locks import FolderLock
from bocage.core.engine.outputs import sweep
from bocage.core.errors import BocageError

@pytest.fixture()
def holder(tmp_path, hold):
    """Another process that holds tmp_path/.l."""
    return hold(tmp_path / ".l")


def test_a_lock_leaves_nothing_and_can_be_taken_again(tmp_path):
    for _ in range(2):
        with FolderLock(tmp_path / ".l") as lock:
            assert lock.dead is None and json.loads((tmp_path / ".l").read_text())["process"] == os.getpid()
        assert list(tmp_path.iterdir()) == []


def test_the_same_process_cannot_hold_it_twice(tmp_path):
    with FolderLock(tmp_path / ".l"):
        with pytest.raises(BocageError) as caught, FolderLock(tmp_path / ".l"):
            pass
        assert caught.value.code == "folder_busy" and str(os.getpid()) in str(caught.value)
    with FolderLock(tmp_path / ".l"):
        pass


def test_it_is_let_go_where_the_work_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), FolderLock(tmp_path / ".l"):
        raise ZeroDivisionError
    with FolderLock(tmp_path / ".l") as lock:
        assert lock.dead is None


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX'")
def test_another_process_is_named_while_it_lives_and_told_once_it_was_killed(holder, tmp_path):
    with pytest.raises(BocageError) as caught, FolderLock(tmp_path / ".l"):
        pass
    assert caught.value.code == "folder_busy" and str(holder.pid) in str(caught.value)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with FolderLock(tmp_path / ".l") as lock:
        assert lock.dead == holder.pid


@pytest.mark.parametrize("text", ["", "{", "[]", '{"process": "many"}', "\0" * 40])
def test_a_lock_file_of_nonsense_is_nobodys(tmp_path, text):
    (tmp_path / ".l").write_text(text)
    with FolderLock(tmp_path / ".l") as lock:
        assert lock.dead is None


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(BocageError) as caught, FolderLock(tmp_path / "absent" / ".l"):
        pass
    assert caught.value.code == "output_not_writable"


def test_sweeping_after_a_dead_process_brings_back_what_it_had_moved_aside(tmp_path):
    for name in (".A.old-77", ".B.old-77", "B", ".C.part-77", ".C.part-77-2", ".C.part-770", ".D.old-78"):
        (tmp_path / name / "DATA").mkdir(parents=True)
        (tmp_path / name / "DATA" / "a.tif").write_text(name)
    (tmp_path / ".r.part-77.json").write_text("{")
    sweep(tmp_path, 77)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".C.part-770", ".D.old-78", "A", "B"]
    assert (tmp_path / "A" / "DATA" / "a.tif").read_text() == ".A.old-77"
    assert (tmp_path / "B" / "DATA" / "a.tif").read_text() == "B"


def test_a_full_disk_leaves_no_lock(tiny_disk):
    with open(tiny_disk / "fill", "wb", buffering=0) as handle, pytest.raises(OSError):
        while True:
            handle.write(bytes(4096))
    with pytest.raises(BocageError) as caught, FolderLock(tiny_disk / ".l"):
        pass
    assert caught.value.code == "disk_full" and [path.name for path in tiny_disk.iterdir()] == ["fill"]
