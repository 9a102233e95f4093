"""Asks for pages again and again while something else is measured; a process of its own that ends with its input."""

import json
import sys
import time
from itertools import cycle
from threading import Event, Thread

import django

_PAUSE = 0.5  # seconds between two pages


def main(points: list[str]) -> None:
    """Ask until the input ends, then write the times (ms) as one line of JSON."""
    from django.test import Client  # noqa: PLC0415  (Django must be set up first)
    from django.urls import reverse  # noqa: PLC0415

    from ecosteward.bench.monitoring.sites import director  # noqa: PLC0415
    from ecosteward.config.settled import settle  # noqa: PLC0415

    settle()  # as the web server does
    browser = Client()
    browser.force_login(director())
    addresses = [reverse("monitoring:overview"), reverse("web:home")]
    addresses += [reverse(f"monitoring:{name}", args=[point]) for point in points for name in ("point", "now")]
    addresses += [reverse("monitoring:data", args=[point]) + "?span=realtime" for point in points]
    for address in addresses:
        browser.get(address)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    ended, times = Event(), []
    Thread(target=_until_ended, args=[ended], daemon=True).start()
    for address in cycle(addresses):
        begun = time.perf_counter()
        status = browser.get(address).status_code
        times.append((time.perf_counter() - begun) * 1000)
        if status != 200:  # noqa: PLR2004  # HTTP's word for done
            sys.exit(f"{address} answers {status}")
        if ended.wait(_PAUSE):
            break
    sys.stdout.write(json.dumps(times) + "\n")


def _until_ended(ended: Event) -> None:
    sys.stdin.read()
    ended.set()


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1:])
