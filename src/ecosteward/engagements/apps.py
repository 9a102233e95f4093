from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "ecosteward.engagements"
    label = "engagements"
    verbose_name = "合同与任务"

    def ready(self) -> None:
        """Tell the agency's qualification check what contracts and work records prove."""
        from ecosteward.engagements.queries.standing import register  # noqa: PLC0415  (models are not ready before)

        register()
