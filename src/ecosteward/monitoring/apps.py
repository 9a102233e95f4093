from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "ecosteward.monitoring"
    label = "monitoring"
    verbose_name = "在线监测"

    def ready(self) -> None:
        """Let alarms follow the findings they became."""
        from ecosteward.monitoring.services.alarms.findings import follow  # noqa: PLC0415  # models must be loaded
        from ecosteward.survey.services.steps import listen  # noqa: PLC0415

        listen(follow)
