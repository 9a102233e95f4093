from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "ecosteward.ops"
    label = "ops"
    verbose_name = "运行"
