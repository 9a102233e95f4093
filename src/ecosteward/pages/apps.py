from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "ecosteward.pages"
    label = "pages"
    verbose_name = "页面"
