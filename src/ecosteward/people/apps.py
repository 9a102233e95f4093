from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ecosteward.people"
    label = "people"
    verbose_name = "人员"
