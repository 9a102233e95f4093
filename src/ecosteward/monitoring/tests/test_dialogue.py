"""What the platform asks of devices, and what comes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.models import Command, CommandState, Device, Link
from ecosteward.monitoring.services import commands
from ecosteward.monitoring.tests.conftest import Serves
from ecosteward.monitoring.tests.lines import MN, Logger, data, hours_ago, message, now, wait_until
from ecosteward.norms.hj212 import messages, sm4
from ecosteward.norms.hj212.answers import execution_result, notice_answer, request_answer
from ecosteward.norms.hj212.crc import modbus
from ecosteward.norms.hj212.messages import Message, encode
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.stream import Feed
from ecosteward.norms.hj212.values import time_of

SO2 = {"a21026-Rtd": "12.5", "a21026-Flag": "N"}
QUICK = {"timeout": 0.5}


def introduced(logger: Logger) -> None:
    logger.send(data(now(), SO2))
    answer = logger.hear()
    assert answer is not None
    assert answer.cn == "9014"


def asked(logger: Logger) -> Packet:
    request = logger.hear()
    assert request is not None
    return request


def come(logger: Logger) -> Packet:
    """Send data where a request waits already: it may come before the answer."""
    logger.send(data(now(), SO2))
    first, second = asked(logger), asked(logger)
    return second if first.cn == "9014" else first


def say(logger: Logger, *answers: Message) -> None:
    logger.send(b"".join(map(encode, answers)))


def ended(command: Command, state: CommandState, returned: str = "") -> None:
    wait_until(lambda: Command.objects.filter(pk=command.pk, ended_at__isnull=False).exists())
    command.refresh_from_db()
    assert (command.state, command.returned) == (state, returned)


def test_a_request_goes_out_is_accepted_and_carried_out(sender: Device, project_lead: User, gateway: Serves) -> None:
    with Logger(gateway(**QUICK)) as logger:
        introduced(logger)
        command = commands.ask(project_lead, sender, "1062", {"RtdInterval": "60"})
        request = asked(logger)
        assert (request.cn, request.mn, request.pw, request.st) == ("1062", MN, "123456", "31")
        assert (request.item("RtdInterval"), request.answer_wanted) == ("60", True)
        say(logger, request_answer(request), execution_result(request))
        ended(command, CommandState.DONE, "1")
    assert command.qn == request.qn
    actions = Entry.objects.filter(kind="monitoring.command").order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["command.asked", "command.sent", "command.accepted", "command.ended"]


def test_a_device_that_makes_the_check_of_modbus_is_asked_with_it(
    sender: Device, project_lead: User, gateway: Serves
) -> None:
    with Logger(gateway(**QUICK)) as logger:
        logger.send(encode(message(now(), SO2), modbus))
        assert asked(logger).deviations == ("modbus_check",)
        command = commands.ask(project_lead, sender, "1061")
        request = asked(logger)
        assert (request.cn, request.deviations) == ("1061", ("modbus_check",))
        logger.send(encode(execution_result(request), modbus))
        ended(command, CommandState.DONE, "1")


def test_the_clock_is_set_to_the_time_of_sending(sender: Device, project_lead: User, gateway: Serves) -> None:
    with Logger(gateway(**QUICK)) as logger:
        introduced(logger)
        command = commands.ask(project_lead, sender, "1012")
        request = asked(logger)
        told = time_of(request.item("SystemTime") or "")
        assert told is not None
        assert abs(now() - told) < timedelta(seconds=20)
        say(logger, request_answer(request), execution_result(request))
        ended(command, CommandState.DONE, "1")


def test_a_refused_and_a_failed_request_are_told_apart(sender: Device, project_lead: User, gateway: Serves) -> None:
    with Logger(gateway(**QUICK)) as logger:
        introduced(logger)
        refused = commands.ask(project_lead, sender, "2011")
        say(logger, request_answer(asked(logger), 2))
        ended(refused, CommandState.REFUSED, "2")
        failed = commands.ask(project_lead, sender, "1061")
        request = asked(logger)
        say(logger, request_answer(request), execution_result(request, 5))
        ended(failed, CommandState.FAILED, "5")


def test_a_request_without_answer_is_sent_three_times_more_and_expires(
    sender: Device, project_lead: User, gateway: Serves
) -> None:
    with Logger(gateway(timeout=0.2)) as logger:
        introduced(logger)
        command = commands.ask(project_lead, sender, "1061")
        assert len({asked(logger).qn for _ in range(4)}) == 1
        ended(command, CommandState.EXPIRED)
    assert command.tries == 4


def test_history_comes_as_data_and_each_packet_gives_the_device_more_time(
    sender: Device, project_lead: User, gateway: Serves
) -> None:
    begin = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=4)
    with Logger(gateway(timeout=1)) as logger:
        introduced(logger)
        command = commands.ask(project_lead, sender, "2061", begin=begin, end=begin + timedelta(hours=2))
        request = asked(logger)
        assert request.item("BeginTime") == f"{hours_ago(4):%Y%m%d%H%M%S}"
        say(logger, request_answer(request))
        for number in range(3):
            logger.drip([data(hours_ago(4 - number), {"a21026-Avg": "3"}, "2061", qn=now())], 0.6)
            assert asked(logger).cn == "9014"
        say(logger, execution_result(request))
        ended(command, CommandState.DONE, "1")


def test_a_notice_is_done_with_its_answer(sender: Device, project_lead: User, gateway: Serves) -> None:
    with Logger(gateway(**QUICK)) as logger:
        introduced(logger)
        command = commands.ask(project_lead, sender, "2012")
        say(logger, notice_answer(asked(logger)))
        ended(command, CommandState.DONE)


def test_an_answer_of_2005_is_known_by_the_number_within_it(
    point: object, sender: Device, project_lead: User, gateway: Serves
) -> None:
    sender.protocol = "2005"
    write(SYSTEM, "device.changed", sender)
    with Logger(gateway(**QUICK)) as logger:
        introduced(logger)
        command = commands.ask(project_lead, sender, "1061")
        request = asked(logger)
        say(logger, Message("9011", "91", "", version="2005", items=(("QN", request.qn), ("QnRtn", "1"))))
        say(logger, Message("9012", "91", "", version="2005", items=(("QN", request.qn), ("ExeRtn", "1"))))
        ended(command, CommandState.DONE, "1")


def test_a_request_to_a_device_with_a_key_goes_sealed(
    point: object, sender: Device, project_lead: User, gateway: Serves
) -> None:
    sender.protocol, sender.key = "2025", "0123456789ABCDEF0123456789ABCDEF"
    write(SYSTEM, "device.changed", sender)
    with Logger(gateway(**QUICK)) as logger:
        logger._feed = Feed(sm4.opener(bytes.fromhex(sender.key)))
        introduced(logger)
        begin = timezone.now() - timedelta(hours=4)
        command = commands.ask(project_lead, sender, "2061", begin=begin, end=begin + timedelta(hours=1))
        request = asked(logger)
        assert request.frame.sealed
        say(logger, request_answer(request), execution_result(request, 100))
        ended(command, CommandState.DONE, "100")


def test_a_changed_password_is_known_from_then_on_and_stands_in_no_journal(
    sender: Device, project_lead: User, gateway: Serves
) -> None:
    with Logger(gateway(**QUICK)) as logger:
        introduced(logger)
        command = commands.ask(project_lead, sender, "1072", {"NewPW": "geheim77"})
        request = asked(logger)
        say(logger, request_answer(request), execution_result(request))
        ended(command, CommandState.DONE, "1")
        wait_until(lambda: Device.objects.filter(password="geheim77").exists())
        serving = logger.gateway
        wait_until(lambda: getattr(serving.hub.registry.find(MN), "password", "") == "geheim77")
        logger.send(data(now(), SO2, pw="geheim77"))
        assert asked(logger).cn == "9014"
    assert command.items == []
    assert not any("geheim77" in str(entry.changes) for entry in Entry.objects.all())


def test_a_command_waits_until_its_device_connects(sender: Device, project_lead: User, gateway: Serves) -> None:
    serving = gateway(**QUICK)
    command = commands.ask(project_lead, sender, "1061")
    with Logger(serving) as logger:
        say(logger, request_answer(come(logger), 2))
        ended(command, CommandState.REFUSED, "2")


def test_a_device_that_hangs_up_is_asked_again_when_it_is_back(
    sender: Device, project_lead: User, gateway: Serves
) -> None:
    serving = gateway(**QUICK)
    command = commands.ask(project_lead, sender, "1061")
    with Logger(serving) as logger:
        come(logger)
    with Logger(serving) as logger:
        request = come(logger)
        say(logger, request_answer(request), execution_result(request))
        ended(command, CommandState.DONE, "1")


def test_a_clock_that_is_far_off_is_set_once(sender: Device, gateway: Serves) -> None:
    with Logger(gateway(clock=30, clock_again=1000, timeout=0.2)) as logger:
        for number in range(9):
            logger.send(data(now() - timedelta(seconds=300 - number), SO2))
        wait_until(Command.objects.exists)
        wait_until(lambda: Command.objects.get().ended_at)
    assert Command.objects.get().cn == "1012"
    assert Command.objects.get().asked_by is None
    offset = Link.objects.get().clock_offset
    assert offset is not None
    assert -310 < offset < -280


def test_a_clock_that_is_not_ours_to_set_is_left_alone(sender: Device, gateway: Serves) -> None:
    sender.keeps_clock = False
    write(SYSTEM, "device.changed", sender)
    with Logger(gateway(clock=30)) as logger:
        for number in range(7):
            logger.send(data(now() - timedelta(seconds=300 - number), SO2))
            assert logger.hear()
        wait_until(lambda: Link.objects.filter(packets=7).exists())
    assert not Command.objects.exists()


def test_a_device_that_asks_for_the_time_gets_it(sender: Device, gateway: Serves) -> None:
    with Logger(gateway(**QUICK)) as logger:
        logger.send(messages.encode(replace(message(now(), {}, "1013"), items=())))
        assert asked(logger).cn == "9013"
        assert asked(logger).cn == "1012"


def test_missing_hours_and_minutes_are_asked_for_again(sender: Device, gateway: Serves) -> None:
    with Logger(gateway(gaps_first=0.3, gaps_again=1000, timeout=0.2)) as logger:
        for hours in (9, 8, 5, 4, 3, 2, 1):
            logger.send(data(hours_ago(hours), {"a21026-Avg": "3"}, "2061", qn=now()))
        wait_until(Command.objects.exists)
    (command,) = Command.objects.all()
    assert (command.cn, command.asked_by) == ("2061", None)
    assert command.begin is not None
    assert command.end is not None
    assert [timezone.localtime(each).replace(tzinfo=None) for each in (command.begin, command.end)] == [
        hours_ago(7),
        hours_ago(6),
    ]


@pytest.mark.django_db
def test_who_may_not_command_a_device_is_refused(device: Device, technician: User, contact: User) -> None:
    before = Entry.objects.count()
    for user in (technician, contact):
        with pytest.raises(PermissionDenied):
            commands.ask(user, device, "1061")
    assert not Command.objects.exists()
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_who_may_command_leaves_one_row(device: Device, project_lead: User) -> None:
    before = Entry.objects.count()
    commands.ask(project_lead, device, "1061")
    assert Entry.objects.count() == before + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cn", "items"),
    [("1062", {"RtdInterval": "10"}), ("1062", {}), ("1064", {"MinInterval": "x"}), ("2061", {}), ("9999", {}),
     ("1072", {"NewPW": "a;b"})],
)  # fmt: skip
def test_what_the_norm_does_not_let_one_ask_is_refused_in_words(
    device: Device, project_lead: User, cn: str, items: dict[str, str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        commands.ask(project_lead, device, cn, items)
    assert refused.value.messages[0]
    assert not Command.objects.exists()


@pytest.mark.django_db
def test_what_waited_for_a_day_expires(device: Device, project_lead: User) -> None:
    command = commands.ask(project_lead, device, "1061")
    Command.objects.update(created_at=timezone.now() - timedelta(hours=25))
    commands.expire()
    command.refresh_from_db()
    assert (command.state, command.ended_at is not None) == (CommandState.EXPIRED, True)
