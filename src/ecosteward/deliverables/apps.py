from django.apps import AppConfig


class DeliverablesConfig(AppConfig):
    name = "ecosteward.deliverables"
    label = "deliverables"
    verbose_name = "服务成果"
