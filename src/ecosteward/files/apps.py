from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ecosteward.files"
    label = "files"
    verbose_name = "文件"
