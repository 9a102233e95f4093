from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "ecosteward.evaluation"
    label = "evaluation"
    verbose_name = "服务评价"

    def ready(self) -> None:
        """Tell a contract's timeline what surveys, scores and complaints prove."""
        from ecosteward.evaluation.queries.flow import register  # noqa: PLC0415  (models are not ready before)

        register()
