import socket
import threading
import time
from collections.abc import Iterator

import pytest

from ecosteward.ops.address import UnusableAddressError, answers, check_free, url


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken


def test_a_taken_port_is_refused_with_the_way_out(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(UnusableAddressError, match=f"端口 {port} 已被别的程序占用.*--port {port + 1}"):
        check_free("127.0.0.1", port, patience=0)


def test_a_port_given_back_in_time_is_taken(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    threading.Timer(0.3, listener.close).start()
    began = time.monotonic()
    check_free("127.0.0.1", port, patience=10)
    assert 0.2 < time.monotonic() - began < 5


def test_a_free_port_is_still_free_after_the_look(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    check_free("127.0.0.1", port, patience=0)
    check_free("127.0.0.1", port, patience=0)


def test_an_address_that_is_not_this_machines_is_refused() -> None:
    with pytest.raises(UnusableAddressError, match="检查 --host"):
        check_free("192.0.2.1", 8000, patience=0)


def test_all_interfaces_are_opened_by_the_local_address() -> None:
    assert url("0.0.0.0", 8000) == "http://127.0.0.1:8000"
    assert url("::", 8000) == "http://[::1]:8000"
    assert url("192.168.1.8", 80) == "http://192.168.1.8:80"


def test_what_does_not_speak_http_does_not_answer(listener: socket.socket) -> None:
    port = listener.getsockname()[1]

    def hang_up() -> None:
        listener.accept()[0].close()

    threading.Thread(target=hang_up).start()
    assert not answers("127.0.0.1", port)
