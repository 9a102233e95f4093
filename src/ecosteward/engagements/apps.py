from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "ecosteward.engagements"
    label = "engagements"
    verbose_name = "合同与任务"
