from django.apps import AppConfig


class DeliverablesConfig(AppConfig):
    name = "ecosteward.deliverables"
    label = "deliverables"
    verbose_name = "服务成果"

    def ready(self) -> None:
        """Tell a contract's timeline of the review, and give the archive's zip its cover in Word."""
        from ecosteward.archive.exports import add_cover  # noqa: PLC0415  (models are not ready before)
        from ecosteward.deliverables.queries import flow  # noqa: PLC0415
        from ecosteward.deliverables.queries.cover import cover  # noqa: PLC0415

        flow.register()
        add_cover(cover)
