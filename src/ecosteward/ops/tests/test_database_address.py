from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ecosteward.config.database import connection
from ecosteward.ops.embedded import Cluster


def test_a_tcp_address_is_taken_apart() -> None:
    assert connection("postgresql://huan:mi%40ma@db.example.cn:5433/jiance")["PASSWORD"] == "mi@ma"
    settings = connection("postgresql://huan:x@db.example.cn:5433/jiance")
    assert [settings[key] for key in ("USER", "HOST", "PORT", "NAME")] == ["huan", "db.example.cn", "5433", "jiance"]


def test_an_address_without_password_has_an_empty_one() -> None:
    assert connection("postgresql://huan@db.example.cn/jiance")["PASSWORD"] == ""


def test_a_socket_address_gives_the_socket_folder_as_host() -> None:
    settings = connection("postgresql://postgres@/postgres?host=%2Fvar%2Flib%2Fecosteward%2Fpg")
    assert settings["HOST"] == "/var/lib/ecosteward/pg"
    assert settings["PORT"] == ""


def test_options_of_the_server_connection_are_kept() -> None:
    settings = connection("postgresql://a@b/c?sslmode=require&options=-c%20synchronous_commit%3Doff")
    assert settings["OPTIONS"] == {"sslmode": "require", "options": "-c synchronous_commit=off"}


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="应当像 postgresql://"):
        connection("mysql://a@b/c")


def test_the_embedded_servers_address_survives_a_chinese_folder_name() -> None:
    cluster = Cluster(Path("/srv/环管家 数据"))
    assert connection(cluster.address)["HOST"] == "/srv/环管家 数据/pg"
