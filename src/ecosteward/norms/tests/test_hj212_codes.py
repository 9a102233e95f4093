"""HJ 212: what the codes mean, and the commands and calculations."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.commands import main
from ecosteward.norms.hj212 import meanings
from ecosteward.norms.hj212.calculations import crc, decode, factor
from ecosteward.norms.hj212.factors import meanings_of, new_of, old_of, similar
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table
from ecosteward.norms.tests.hj212_cases import ANNEX_A, GOOD, HEAD, KEY, OTHER, PLAIN_REST, PRINTED_SEALED, framed

CODES = [row["code"] for row in table("hj212_factors")]


def test_the_tables_have_as_many_codes_as_the_norm_prints() -> None:
    counted = {name: len(table("hj212_factors").where(clause=f"表 {name}")) for name in ("B.1", "B.2", "B.3", "B.10")}
    assert counted == {"B.1": 63, "B.2": 121, "B.3": 12, "B.10": 38}
    assert len(meanings.codes("ST")) == 20 + 2
    assert len([each for each in meanings.commands().values() if each.verified]) == 33


@pytest.mark.parametrize(
    ("new", "old", "name", "symbol"),
    [
        ("w00000", "B01", "污水", "L/s"), ("w01001", "001", "pH值", ""), ("w01018", "011", "化学需氧量", "mg/L"),
        ("w21003", "060", "氨氮", "mg/L"), ("w21011", "101", "总磷", "mg/L"), ("w21001", "065", "总氮", "mg/L"),
        ("w20111", "020", "总汞", "μg/L"), ("w20117", "024", "六价铬", "μg/L"), ("w22001", "080", "石油类", "mg/L"),
        ("a00000", "B02", "废气", "m³/s"), ("a01011", "S02", "烟气流速", "m/s"), ("a19001", "S01", "氧气含量", "%"),
        ("a34013", "01", "烟尘", "mg/m³"), ("a21026", "02", "二氧化硫", "mg/m³"), ("a21002", "03", "氮氧化物", "mg/m³"),
        ("a21005", "04", "一氧化碳", "mg/m³"), ("a21024", "08", "氯化氢", "mg/m³"), ("a20057", "31", "汞及其化合物", "mg/m³"),
    ],
)  # fmt: skip
def test_a_code_of_one_edition_is_known_in_the_other(new: str, old: str, name: str, symbol: str) -> None:
    assert (old_of(new), new_of(old)) == (old, new)
    assert (
        [(each.name, each.symbol) for each in meanings_of(new)]
        == [(name, symbol)]
        == [(each.name, each.symbol) for each in meanings_of(old)]
    )


@given(st.sampled_from(CODES))
def test_every_code_of_2005_leads_back_to_its_own(code: str) -> None:
    old = old_of(code)
    assert old is None or new_of(old) == code


def test_codes_without_an_older_one_have_none() -> None:
    assert (old_of("a24088"), old_of("zz"), new_of("zz"), meanings_of("zz"), meanings_of("")) == (
        None,
        None,
        None,
        (),
        (),
    )


def test_ammonia_keeps_the_unit_the_norm_prints_and_says_that_it_is_doubtful() -> None:
    (ammonia,) = meanings_of("a21001")
    assert (ammonia.unit, "疑为误印" in ammonia.note) == ("纳克/立方米", True)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("e10201", ["进水口COD"]), ("e70112", ["污水提升泵", "加药量"]), ("g11901", ["脱硫率", "入口二氧化硫SO2"]),
        ("i33315", ["炉膛内上部焚烧温度"]), ("Leq", ["等效声级"]), ("i13004", ["消解温度"]),
    ],
)  # fmt: skip
def test_a_code_with_the_number_of_its_equipment_is_known_and_a_code_printed_twice_has_both_meanings(
    code: str, names: list[str]
) -> None:
    assert [each.name for each in meanings_of(code)] == names


def test_a_name_finds_its_codes() -> None:
    assert {"w20111", "w20142", "a20057", "a20058", "w20113"} == {each.code for each in similar("汞")}


@pytest.mark.parametrize(
    ("kind", "code", "word"),
    [
        ("ST", "31", "大气环境污染源"), ("QnRtn", "9", "CRC 校验错误"), ("ExeRtn", "100", "没有数据"),
        ("Flag", "B", "在线监控（监测）仪器仪表与数采仪通讯异常"), ("RS", "5", "反吹"), ("e", "4", "氧化沟法"), ("ST", "A0", ""),
    ],
)  # fmt: skip
def test_codes_have_the_words_of_the_norm(kind: str, code: str, word: str) -> None:
    assert meanings.word(kind, code) == word


def test_commands_and_fields_have_the_names_of_the_norm() -> None:
    assert meanings.commands()["2051"].name == "取污染物分钟数据 / 上传污染物分钟数据"
    assert meanings.commands()["9014"].name == "数据应答"
    assert not meanings.commands()["9015"].verified
    assert (meanings.field_word("-ZsAvg"), meanings.field_word("x")) == ("污染物指定时间内平均折算值", "")


class TestCalculations:
    def test_a_packet_is_decoded_with_the_check_traced(self) -> None:
        result = decode.run({"raw": GOOD.decode()})
        assert (result.outcome.verdict, result.outcome.system, result.needs_check) == ("valid", "大气环境污染源", False)
        assert [(each.code, each.field, each.value, each.unit) for each in result.outcome.values[:2]] == [
            ("a21026", "Rtd", "18.5", "mg/m³"),
            ("a21026", "Flag", "N", ""),
        ]
        assert result.steps[0].value == GOOD[-6:-2].decode()

    def test_each_field_has_its_own_unit(self) -> None:
        raw = framed("DataTime=20260301080000;w01018-Cou=1,w01018-Avg=2,w01018-Flag=N;e70101-Rtd=3", HEAD).decode()
        units = {(each.code, each.field): each.unit for each in decode.run({"raw": raw}).outcome.values}
        assert units == {
            ("w01018", "Cou"): "kg",
            ("w01018", "Avg"): "mg/L",
            ("w01018", "Flag"): "",
            ("e70101", "Rtd"): "",
        }

    def test_a_packet_that_is_not_to_be_believed_says_why(self) -> None:
        outcome = decode.run({"raw": GOOD.decode()[:-6] + "0000"}).outcome
        assert (outcome.verdict, outcome.why) == ("invalid", ("校验码不符",))
        assert outcome.values

    def test_the_edition_that_a_surface_water_station_might_follow_needs_a_check(self) -> None:
        raw = OTHER.decode().replace("ST=31", "ST=21").replace("Flag=5", "Flag=8")
        assert decode.run({"raw": raw}).needs_check

    @pytest.mark.parametrize(("flag", "needs_check"), [("5", False), ("1", True), ("9", False)])
    def test_what_rests_on_an_edition_that_was_not_seen_needs_a_check(self, flag: str, needs_check: bool) -> None:
        raw = framed("DataTime=20260301085857", HEAD.replace("Flag=5", f"Flag={flag}")).decode()
        assert decode.run({"raw": raw}).needs_check is needs_check

    @pytest.mark.parametrize("raw", ["", "QN=1", (GOOD + OTHER).decode(), "##"])
    def test_what_is_not_one_packet_is_refused(self, raw: str) -> None:
        with pytest.raises(RefusedError, match="应正好有一个数据包"):
            decode.run({"raw": raw})

    @given(st.text(max_size=200))
    def test_no_text_crashes_it(self, raw: str) -> None:
        with pytest.raises(RefusedError):
            decode.run({"raw": raw.replace("#", "")})

    def test_a_check_is_worked_out(self) -> None:
        outcome = crc.run({"segment": ANNEX_A[6:-6].decode()}).outcome
        assert (outcome.crc, outcome.length) == ("1C80", "0101")
        with pytest.raises(RefusedError, match="不能超过 1024"):
            crc.run({"segment": "x" * 1025})

    def test_a_code_is_looked_up(self) -> None:
        result = factor.run({"code": "011"})
        assert [(each.code, each.medium) for each in result.outcome.found] == [("w01018", "water")]
        assert (result.needs_check, result.steps[0].clause) == (False, "表 B.1")
        assert len(factor.run({"code": "化学需氧"}).outcome.found) == 1
        with pytest.raises(RefusedError, match="没有 w1"):
            factor.run({"code": "w1"})


class TestCommand:
    def lines(self, capsys: Any) -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def test_decodes_a_stream_of_bytes(self, capsys: Any, tmp_path: Path) -> None:
        path = tmp_path / "raw.log"
        path.write_bytes(b"\xffnoise" + GOOD + OTHER[:-6] + b"0000\r\n" + GOOD[:40])
        assert main(["hj212", "decode", str(path)]) == 0
        noise, good, wrong, cut = self.lines(capsys)
        assert (noise["why"], noise["raw"]) == (["不属于任何数据包的字节"], "\\xffnoise")
        assert (good["verdict"], good["raw"], good["factors"][0]["name"]) == ("valid", GOOD.decode(), "二氧化硫")
        assert (wrong["verdict"], wrong["why"], len(wrong["factors"])) == ("invalid", ["校验码不符"], 1)
        assert cut["why"] == ["不完整的数据包"]

    def test_decodes_lines_of_json(self, capsys: Any, tmp_path: Path) -> None:
        path = tmp_path / "raw.jsonl"
        lines = [{"id": 1, "raw": GOOD.decode()}, {"raw": OTHER.decode()[:-2]}]
        path.write_text("\n\n".join(map(json.dumps, lines)), encoding="utf-8")
        assert main(["hj212", "decode", str(path)]) == 0
        assert [each["verdict"] for each in self.lines(capsys)] == ["valid", "deviating"]

    def test_tells_the_words_for_returns_facilities_and_states(self, capsys: Any, tmp_path: Path) -> None:
        path = tmp_path / "raw.log"
        answered = framed("QnRtn=1", HEAD.replace("CN=2011", "CN=9011"))
        state = framed("DataTime=20260301085857;SB1-RS=1;SB2-RS=5", HEAD.replace("CN=2011", "CN=2021"))
        path.write_bytes(answered + state)
        assert main(["hj212", "decode", str(path)]) == 0
        returned, facilities = self.lines(capsys)
        assert (returned["result"], facilities["result"]) == ("准备执行请求", "")
        assert [(each["name"], each["state"]) for each in facilities["factors"]] == [
            ("污染治理设施 1", "运行"),
            ("污染治理设施 2", "反吹"),
        ]

    def test_reads_standard_input(self, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(GOOD)))
        assert main(["hj212", "decode"]) == 0
        assert self.lines(capsys)[0]["QN"] == "20260301085857223"

    def test_opens_sealed_packets_with_their_key(self, capsys: Any, tmp_path: Path) -> None:
        path = tmp_path / "raw.log"
        path.write_bytes(PRINTED_SEALED)
        assert main(["hj212", "decode", str(path), "--key", KEY.hex()]) == 0
        assert (opened := self.lines(capsys)[0])["sealed"]
        assert opened["items"][0] == ["DataTime", "20240520210600"]

    @pytest.mark.parametrize(
        ("text", "told"), [('{"raw": 1', "第 1 行不是带 raw"), ('{"x": 1}', "第 1 行不是带 raw"), ("{}", "第 1 行")]
    )
    def test_refuses_lines_that_hold_no_packet(self, text: str, told: str, capsys: Any, tmp_path: Path) -> None:
        path = tmp_path / "raw.jsonl"
        path.write_text(text, encoding="utf-8")
        assert main(["hj212", "decode", str(path)]) == 2
        assert told in capsys.readouterr().err

    @pytest.mark.parametrize(("key", "told"), [("xyz", "应为 32 位十六进制"), ("00", "密钥应为 16 字节")])
    def test_refuses_what_is_no_key_and_a_file_that_is_not_there(
        self, key: str, told: str, capsys: Any, tmp_path: Path
    ) -> None:
        path = tmp_path / "raw.log"
        path.write_bytes(GOOD)
        assert main(["hj212", "decode", str(path), "--key", key]) == 2
        assert told in capsys.readouterr().err
        assert main(["hj212", "decode", str(tmp_path / "none")]) == 2
        assert "读不了" in capsys.readouterr().err

    def test_encodes_a_packet_from_json(self, capfdbinary: Any, tmp_path: Path) -> None:
        path = tmp_path / "packet.json"
        draft = {"QN": "20160801085857223", "ST": "32", "CN": "1062", "PW": "100000", "answer": True}
        draft["MN"] = "010000A8900016F000169DC0"
        path.write_text(json.dumps({**draft, "items": [["RtdInterval", "30"]]}), encoding="utf-8")
        assert main(["hj212", "encode", str(path)]) == 0
        assert capfdbinary.readouterr().out == ANNEX_A

    def test_encodes_sealed(self, capfdbinary: Any, tmp_path: Path) -> None:
        path = tmp_path / "packet.json"
        items = [item.split("=") for item in PLAIN_REST.decode().split("&&")[1].replace(",", ";").split(";")]
        draft = {
            "QN": "20240520210700000", "ST": "31", "CN": "2051", "PW": "123456", "MN": "010000A8900016F000169DC0",
            "version": "2025", "answer": True, "items": items,
        }  # fmt: skip
        path.write_text(json.dumps(draft), encoding="utf-8")
        assert main(["hj212", "encode", str(path), "--key", KEY.hex()]) == 0
        assert capfdbinary.readouterr().out.endswith(b"g=N&&B541\r\n")

    @pytest.mark.parametrize(("text", "told"), [("{", "不是 JSON"), ("{}", "CN（命令编码）：未填写")])
    def test_refuses_to_encode_what_is_no_packet(self, text: str, told: str, capsys: Any, tmp_path: Path) -> None:
        path = tmp_path / "packet.json"
        path.write_text(text, encoding="utf-8")
        assert main(["hj212", "encode", str(path)]) == 2
        assert told in capsys.readouterr().err
