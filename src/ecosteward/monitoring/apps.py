from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "ecosteward.monitoring"
    label = "monitoring"
    verbose_name = "在线监测"
