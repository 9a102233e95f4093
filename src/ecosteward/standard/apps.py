from django.apps import AppConfig


class StandardConfig(AppConfig):
    name = "ecosteward.standard"
    label = "standard"
    verbose_name = "服务规范"
