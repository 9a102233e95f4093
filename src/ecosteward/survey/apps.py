from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "ecosteward.survey"
    label = "survey"
    verbose_name = "环保状况调查"
