from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ecosteward.demo"
    label = "demo"
    verbose_name = "演示"
