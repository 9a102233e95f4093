"""A message goes to the public network alone, once, and not for ever."""

import socket
import threading
from typing import Any

import pytest

from ecosteward.monitoring.sending import post as way
from ecosteward.monitoring.sending.formats import Call
from ecosteward.monitoring.sending.post import UnreachableError, UnsafeAddressError, fault_of, post
from ecosteward.monitoring.tests.alarms.robots import robot


def sent(url: str) -> tuple[int, bytes]:
    return post(Call(url, b"{}", {"Content-Type": "application/json"}))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
    ],
)
def test_no_inner_address_is_sent_to(host: str) -> None:
    assert "内部网络" in fault_of(f"http://{host}/x")
    with pytest.raises(UnsafeAddressError):
        sent(f"http://{host}/x")


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1"])
def test_a_name_that_leads_to_the_inner_network_is_not_followed(host: str) -> None:
    with robot() as it, pytest.raises((UnsafeAddressError, UnreachableError)):
        sent(it.address.replace("127.0.0.1", host))
    assert it.heard == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://robot.example/x",
        "file:///etc/passwd",
        "robot.example/x",
        "https://",
        "https://user:pass@robot.example/x",
        "https://robot.example/a b",
        "https://robot.example/x\r\nHost: y",
        "https://机器人.example/x",
        "https://robot.example:0/",
        "https://robot.example:99999/",
        "http://[::1/",
    ],
)
def test_a_malformed_address_is_refused_in_words(url: str) -> None:
    assert fault_of(url)
    with pytest.raises(UnsafeAddressError):
        sent(url)


@pytest.mark.parametrize("url", ["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "http://8.8.8.8:8080/x"])
def test_a_public_address_is_fine(url: str) -> None:
    assert fault_of(url) == ""


def test_an_inner_host_the_installation_names_is_sent_to(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    with robot() as it:
        assert sent(it.address) == (200, b'{"errcode":0,"errmsg":"ok"}')
    assert it.heard[0].path == "/robot/send?key=abc"


def test_the_name_is_looked_up_once_and_that_address_is_connected_to(settings: Any, monkeypatch: Any) -> None:
    settings.WEBHOOK_HOSTS = frozenset({"robot.example"})
    asked: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with robot() as it:
        monkeypatch.setattr(socket, "getaddrinfo", _only(look_up, "robot.example"))
        assert sent(it.address.replace("127.0.0.1", "robot.example"))[0] == 200
    assert asked == ["robot.example"]
    assert it.heard[0].headers["Host"].startswith("robot.example:")


def _only(look_up: Any, name: str) -> Any:
    """Answer for one name; the address it gave is looked up as ever, for that is how a socket reads figures."""
    real = socket.getaddrinfo
    return lambda host, *rest, **more: look_up(host, *rest, **more) if host == name else real(host, *rest, **more)


def test_a_redirect_is_not_followed(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    with robot() as inner, robot() as outer:
        outer.answers, outer.headers = [(302, b"")], {"Location": inner.address}
        assert sent(outer.address)[0] == 302
    assert inner.heard == []


def test_an_answer_without_end_is_cut_off(settings: Any, monkeypatch: Any) -> None:
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(way, "_WHOLE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            caller, _ = server.accept()
            with caller:
                caller.sendall(b"HTTP/1.1 200 OK\r\n")
                while not stop.wait(0.05):
                    try:
                        caller.sendall(b"X: y\r\n")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(UnreachableError, match="没有及时应答"):
            sent(f"http://127.0.0.1:{server.getsockname()[1]}/x")
        stop.set()
        thread.join()


def test_nobody_there_is_told_without_the_address(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    with socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))
        port = gone.getsockname()[1]
    with pytest.raises(UnreachableError) as told:
        sent(f"http://127.0.0.1:{port}/send?key=geheim")
    assert "连接不上对方：对方的端口没有开，请核对地址和端口" in str(told.value)
    assert "geheim" not in str(told.value)
