"""The virus scanner, played by a small one that speaks clamd's protocol on a real socket."""

import logging
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from cases.documents import scanning
from cases.models import Document
from config.env import Env
from tests.cases.documents.files import PDF, upload
from tests.conftest import SignIn

# The test file that every scanner knows, in two pieces so that no scanner takes this one away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Answers INSTREAM as clamd does: one command a connection, pieces with their length."""

    def __init__(self, listening: socket.socket, answer: bytes = b"", most: int = 1 << 30) -> None:
        self.listening, self.answer, self.most = listening, answer, most
        self.seen: list[bytes] = []
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                line, _address = self.listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                line.sendall(self.answer or self.verdict(stream))

    def verdict(self, stream: object) -> bytes:
        read: Callable[[int], bytes] = stream.read
        if read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while length := struct.unpack("!I", read(4))[0]:
            content += read(length)
            if len(content) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(content)
        return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@pytest.fixture
def listening(settings: Settings) -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"
        yield server


def test_infected_is_refused_and_clean_is_kept(
    world: SimpleNamespace,
    sign_in: SignIn,
    listening: socket.socket,
    caplog: pytest.LogCaptureFixture,
) -> None:
    scanner, client = Clamd(listening), sign_in(world.manager)
    big = PDF + b"x" * 400_000
    assert upload(client, world.case, "Fotonova-plan.pdf", big).status_code == 302
    assert scanner.seen == [big], "whole, in as many pieces as it takes"
    with Document.objects.get().file.open("rb") as kept:
        assert kept.read() == big, "what was scanned is what is kept"
    refused = upload(client, world.case, "Fotonova.pdf", PDF + EICAR)
    assert refused.status_code == 422
    assert "virusscanner" in refused.text
    assert Document.objects.count() == 1
    assert "Eicar-Signature" in caplog.text
    assert "Fotonova" not in caplog.text


def test_a_socket_on_this_machine(
    world: SimpleNamespace, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAMAV_ADDRESS = str(tmp_path / "clamd")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(settings.CLAMAV_ADDRESS)
        server.listen()
        scanner = Clamd(server)
        assert upload(sign_in(world.manager), world.case, "a.pdf", PDF).status_code == 302
    assert scanner.seen == [PDF]


def _refused_for_now(world: SimpleNamespace, sign_in: SignIn) -> None:
    answer = upload(sign_in(world.manager), world.case, "a.pdf", PDF + b"x" * 300_000)
    assert answer.status_code == 422
    assert "Probeer het later" in answer.text
    assert not Document.objects.exists()


def test_without_a_scanner_that_answers_nothing_is_kept(
    world: SimpleNamespace,
    sign_in: SignIn,
    listening: socket.socket,
    caplog: pytest.LogCaptureFixture,
) -> None:
    listening.close()
    with caplog.at_level(logging.ERROR):
        _refused_for_now(world, sign_in)
    assert "gave no verdict" in caplog.text


def test_a_scanner_that_hangs_is_not_waited_for(
    world: SimpleNamespace,
    sign_in: SignIn,
    listening: socket.socket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    _refused_for_now(world, sign_in)


@pytest.mark.parametrize("answer", [b"stream: ERROR\0", b"\0", b"x" * 5000])
def test_an_answer_that_is_no_verdict_counts_as_none(
    world: SimpleNamespace, sign_in: SignIn, listening: socket.socket, answer: bytes
) -> None:
    Clamd(listening, answer)
    _refused_for_now(world, sign_in)


def test_more_than_the_scanner_takes_is_not_kept(
    world: SimpleNamespace, sign_in: SignIn, listening: socket.socket
) -> None:
    Clamd(listening, most=1000)
    _refused_for_now(world, sign_in)


def test_the_address_is_read_or_refused_at_the_start() -> None:
    for given, kept in (
        ("", ""),
        ("clamav:3310", "clamav:3310"),
        ("[::1]:3310", "[::1]:3310"),
        ("unix:/run/clamd.ctl", "/run/clamd.ctl"),
    ):
        assert Env({"A": given}).address("A") == kept
    for given in ("clamav", "clamav:", ":3310", "clamav:poort"):
        with pytest.raises(ImproperlyConfigured):
            Env({"A": given}).address("A")
