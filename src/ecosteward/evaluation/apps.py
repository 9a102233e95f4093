from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "ecosteward.evaluation"
    label = "evaluation"
    verbose_name = "服务评价"
