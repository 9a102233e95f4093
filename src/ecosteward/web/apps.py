from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ecosteward.web"
    label = "web"
    verbose_name = "门户"
