from django.apps import AppConfig


class AgencyConfig(AppConfig):
    name = "ecosteward.agency"
    label = "agency"
    verbose_name = "机构管理"
