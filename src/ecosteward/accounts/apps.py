from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "ecosteward.accounts"
    label = "accounts"
    verbose_name = "组织与人员"

    def ready(self) -> None:
        """Let every app's events and permissions register themselves."""
        autodiscover_modules("events", "permissions")
