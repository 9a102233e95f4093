"""Settings. Everything a site may change comes from the environment; docs/settings.md lists it."""

import os
from typing import Any

import django_stubs_ext
from django.contrib.messages import ERROR

from ecosteward.config.database import PLACEHOLDER, connection
from ecosteward.config.folders import data_folder, project_folder
from ecosteward.config.secret import secret_key

# Lets Django's generic classes be subscripted at run time as they are in annotations.
django_stubs_ext.monkeypatch()

DATA_DIR = data_folder(os.environ, project_folder())

DEBUG = os.environ.get("ECOSTEWARD_DEBUG") == "1"
SECRET_KEY = os.environ.get("ECOSTEWARD_SECRET_KEY") or secret_key(DATA_DIR)
ALLOWED_HOSTS = os.environ.get("ECOSTEWARD_HOSTS", "*").split(",")
# The address people use, e.g. https://huan.example.cn; needed behind a TLS proxy and in links that leave the site.
SITE_URL = os.environ.get("ECOSTEWARD_URL", "").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
if SITE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "ecosteward.standard.apps.StandardConfig",
    "ecosteward.accounts.apps.AccountsConfig",
    "ecosteward.journal.apps.JournalConfig",
    "ecosteward.files.apps.FilesConfig",
    "ecosteward.pages.apps.PagesConfig",
    "ecosteward.people.apps.PeopleConfig",
    "ecosteward.clients.apps.ClientsConfig",
    "ecosteward.archive.apps.ArchiveConfig",
    "ecosteward.agency.apps.AgencyConfig",
    "ecosteward.engagements.apps.EngagementsConfig",
    "ecosteward.survey.apps.SurveyConfig",
    "ecosteward.monitoring.apps.MonitoringConfig",
    "ecosteward.evaluation.apps.EvaluationConfig",
    "ecosteward.deliverables.apps.DeliverablesConfig",
    "ecosteward.web.apps.WebConfig",
    "ecosteward.demo.apps.DemoConfig",
    "ecosteward.ops.apps.OpsConfig",
    "allauth",
    "allauth.account",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ecosteward.pages.http.vary_by_htmx",
    "allauth.account.middleware.AccountMiddleware",
    "ecosteward.web.errors.LoginRequired",
    "ecosteward.web.errors.Unavailable",
]
ROOT_URLCONF = "ecosteward.config.urls"
WSGI_APPLICATION = "ecosteward.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ecosteward.web.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": connection(os.environ.get("DATABASE_URL", PLACEHOLDER))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "ecosteward.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
# How many proxies of ours stand in front: the address that login attempts are counted by is behind them.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ECOSTEWARD_PROXIES", "0"))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
# Tabler's word for an error is another than Django's; the others are the same.
MESSAGE_TAGS = {ERROR: "danger"}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
FORMAT_MODULE_PATH = ["ecosteward.config.formats"]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "ecosteward.files.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if bucket := os.environ.get("ECOSTEWARD_S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "ecosteward.files.object_storage.ObjectStorage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": os.environ.get("ECOSTEWARD_S3_ENDPOINT") or None,
            "access_key": os.environ.get("ECOSTEWARD_S3_KEY") or None,
            "secret_key": os.environ.get("ECOSTEWARD_S3_SECRET") or None,
            "region_name": os.environ.get("ECOSTEWARD_S3_REGION") or None,
            "file_overwrite": True,  # names are digests: the same name is the same content
            "default_acl": None,
            "max_memory_size": 4 * 1024 * 1024,  # bytes of a file held in memory while it is read; the rest on disk
        },
    }

# Where data loggers connect (HJ 212); 0 for nowhere.
HJ212_PORT = int(os.environ.get("ECOSTEWARD_HJ212_PORT", "9212"))

# Days that monitoring data stay in the database before their months are moved into the file store, by table; 0: always.
KEEP_DAYS = {
    "monitoring_realtime": int(os.environ.get("ECOSTEWARD_KEEP_REALTIME_DAYS", "90")),
    "monitoring_packet": int(os.environ.get("ECOSTEWARD_KEEP_PACKET_DAYS", "180")),
    "monitoring_minute": int(os.environ.get("ECOSTEWARD_KEEP_MINUTE_DAYS", "400")),
    "monitoring_hour": int(os.environ.get("ECOSTEWARD_KEEP_HOUR_DAYS", "0")),
    "monitoring_day": int(os.environ.get("ECOSTEWARD_KEEP_DAY_DAYS", "0")),
    "monitoring_verdict": int(os.environ.get("ECOSTEWARD_KEEP_VERDICT_DAYS", "0")),
}

# Bytes. One upload; the proxy in front may set a smaller limit of its own.
UPLOAD_LIMIT = int(os.environ.get("ECOSTEWARD_UPLOAD_MB", "200")) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_FAILURE_VIEW = "ecosteward.web.errors.forged"
# Outgoing mail. Without a server nothing is sent, and whoever wanted to send is told.
EMAIL_HOST = os.environ.get("ECOSTEWARD_SMTP_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_USE_SSL = os.environ.get("ECOSTEWARD_SMTP_SECURITY", "ssl") == "ssl"
EMAIL_USE_TLS = os.environ.get("ECOSTEWARD_SMTP_SECURITY", "ssl") == "starttls"
EMAIL_PORT = int(os.environ.get("ECOSTEWARD_SMTP_PORT", "465" if EMAIL_USE_SSL else "587" if EMAIL_USE_TLS else "25"))
EMAIL_HOST_USER = os.environ.get("ECOSTEWARD_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ECOSTEWARD_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("ECOSTEWARD_SMTP_FROM") or EMAIL_HOST_USER or "ecosteward@localhost"
# Hosts of the inner network that alarms may be sent to; all others must be on the public one.
WEBHOOK_HOSTS = frozenset(filter(None, os.environ.get("ECOSTEWARD_WEBHOOK_HOSTS", "").lower().split(",")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ECOSTEWARD_LOG", "WARNING")},
    "loggers": {"django": {"handlers": [], "propagate": True}, "django.request": {"level": "ERROR"}},
}
