"""Two copies never meet: the lock of a data directory, and where its cluster stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from launcher import cluster
from launcher.account import Account
from launcher.locks import only_copy
from launcher.output import Stop
from launcher.places import LONGEST_SOCKET_DIRECTORY, Places, make_private


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where root's clusters stand, with this user playing the unprivileged one."""
    folder = tmp_path / "var-tmp"
    folder.mkdir()
    monkeypatch.setattr(cluster, "OUTSIDE", folder)
    monkeypatch.setattr(Account, "is_other", property(lambda self: True))
    monkeypatch.setattr(cluster, "server_account", lambda: Account(os.geteuid(), os.getegid()))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return folder


def made(folder: Path) -> Places:
    places = Places(folder)
    places.make()
    return places


def with_cluster(places: Places) -> Path:
    home = cluster.home_of(places)
    home.data.mkdir(exist_ok=True)
    return home.base


def test_a_second_copy_is_told_who_holds_the_directory(tmp_path: Path) -> None:
    with only_copy(tmp_path / "lock", "http://127.0.0.1:8000/"):
        second = only_copy(tmp_path / "lock", "http://127.0.0.1:8001/")
        with pytest.raises(Stop, match=rf"process {os.getpid()}, http://127\.0\.0\.1:8000/"):
            second.__enter__()
    with only_copy(tmp_path / "lock", "again"):
        assert "again" in (tmp_path / "lock").read_text()


def test_a_killed_copy_leaves_no_lock(tmp_path: Path) -> None:
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from launcher.locks import only_copy\n"
        "with only_copy(Path(sys.argv[2]), 'x'): print('held', flush=True); time.sleep(60)"
    )
    script = str(Path(__file__).resolve().parents[2] / "script")
    holder = subprocess.Popen(
        [sys.executable, "-c", code, script, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout and holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    with only_copy(tmp_path / "lock", "next"):
        pass


def test_a_cluster_is_found_again(outside: Path, tmp_path: Path) -> None:
    places = made(tmp_path / "data")
    base = with_cluster(places)
    assert base.parent == outside
    assert cluster.home_of(places).base == base


def test_a_deleted_data_directory_gets_a_new_cluster(outside: Path, tmp_path: Path) -> None:
    old = with_cluster(made(tmp_path / "data"))
    shutil.rmtree(tmp_path / "data")
    new = with_cluster(made(tmp_path / "data"))
    assert new != old
    assert not old.exists()


def test_a_copied_data_directory_gets_a_cluster_of_its_own(outside: Path, tmp_path: Path) -> None:
    first = with_cluster(made(tmp_path / "data"))
    shutil.copytree(tmp_path / "data", tmp_path / "copy")
    second = with_cluster(made(tmp_path / "copy"))
    assert second != first
    assert cluster.home_of(made(tmp_path / "data")).base == first
    assert cluster.home_of(made(tmp_path / "copy")).base == second


def test_a_moved_data_directory_keeps_its_cluster(outside: Path, tmp_path: Path) -> None:
    base = with_cluster(made(tmp_path / "data"))
    (tmp_path / "data").rename(tmp_path / "moved")
    assert cluster.home_of(made(tmp_path / "moved")).base == base


def test_fresh_removes_the_cluster_wherever_it_stands(outside: Path, tmp_path: Path) -> None:
    places = made(tmp_path / "data")
    base = with_cluster(places)
    cluster.remove(places)
    assert not base.exists()
    assert with_cluster(places) != base


def test_an_ordinary_users_cluster_stands_in_the_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "server_account", lambda: Account(os.geteuid(), os.getegid()))
    assert with_cluster(made(tmp_path / "data")) == tmp_path / "data" / "postgres"


def test_a_pid_file_of_another_folder_is_no_server_of_ours(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n/somewhere/else\n")
    assert cluster.running_server(tmp_path) is None
    cluster.stop_left_over(tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()


def test_the_guard_against_orphaned_backends_stays(tmp_path: Path) -> None:
    backend = subprocess.Popen(["sleep", "60"], cwd=tmp_path)
    try:
        time.sleep(0.2)
        (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
        cluster.stop_left_over(tmp_path)
        assert (tmp_path / "postmaster.pid").exists()
    finally:
        backend.kill()
        backend.wait()


def test_sockets_fit_into_a_unix_path_however_deep_the_data_lies(tmp_path: Path) -> None:
    deep = Places(tmp_path / ("d" * 200) / "var")
    assert len(str(deep.sockets)) <= LONGEST_SOCKET_DIRECTORY
    assert deep.sockets != Places(tmp_path / ("e" * 200) / "var").sockets


def test_a_prepared_link_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "sockets").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Stop, match="belongs to another user"):
        make_private(tmp_path / "sockets", os.geteuid(), os.getegid())
