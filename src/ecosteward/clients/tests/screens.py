"""Opening a page as a person does."""

from typing import Any

from django.test import Client as Browser
from django.urls import reverse

CODE = "91350100M000100Y43"


def page(browser: Browser, name: str, *args: Any, **query: str) -> str:
    response = browser.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.content.decode()[:500]
    return bytes(response.content).decode()
