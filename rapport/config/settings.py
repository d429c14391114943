"""All settings. Every RAPPORT_* variable is explained in docs/settings.md and keeps its name here."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rapport.config.database import database_from_url, database_url
from rapport.config.env import (
    BadSetting,
    env_bool,
    env_domain,
    env_host,
    env_inboxes,
    env_int,
    env_list,
    env_networks,
    env_origins,
    env_port,
    env_site,
    env_str,
    env_time,
    env_url,
    misspelt,
)
from rapport.config.folder import data_folder
from rapport.config.secret import secret_key

RAPPORT_DATA = data_folder()
RAPPORT_DATABASE_URL = env_str("RAPPORT_DATABASE_URL")
RAPPORT_DB_POOL = env_int("RAPPORT_DB_POOL", 8)
RAPPORT_HOST = env_host("RAPPORT_HOST", "127.0.0.1")
RAPPORT_HTTP_PORT = env_port("RAPPORT_HTTP_PORT", 8000)
RAPPORT_SMTP_PORT = env_port("RAPPORT_SMTP_PORT", 2525)
RAPPORT_LMTP_PORT = env_port("RAPPORT_LMTP_PORT", 0)
RAPPORT_URL = env_site("RAPPORT_URL", f"http://127.0.0.1:{RAPPORT_HTTP_PORT}")
RAPPORT_SECRET_KEY = env_str("RAPPORT_SECRET_KEY")
RAPPORT_SMTP_URL = env_str("RAPPORT_SMTP_URL")
RAPPORT_MAIL_DOMAIN = env_domain("RAPPORT_MAIL_DOMAIN") or urlsplit(RAPPORT_URL).hostname or "localhost"
RAPPORT_AUTHSERV_ID = env_str("RAPPORT_AUTHSERV_ID")
RAPPORT_DNS = env_bool("RAPPORT_DNS", True)
RAPPORT_TRUSTED_FORWARDERS = env_list("RAPPORT_TRUSTED_FORWARDERS")
RAPPORT_PEER_MAILS_A_MINUTE = env_int("RAPPORT_PEER_MAILS_A_MINUTE", 600, 1)
RAPPORT_WEBHOOK_SECRET = env_str("RAPPORT_WEBHOOK_SECRET")
RAPPORT_MAILGUN_KEY = env_str("RAPPORT_MAILGUN_KEY")
RAPPORT_SENDGRID_KEY = env_str("RAPPORT_SENDGRID_KEY")
RAPPORT_DEBUG = env_bool("RAPPORT_DEBUG")
RAPPORT_TIMING = env_bool("RAPPORT_TIMING")
RAPPORT_ALLOWED_HOSTS = env_list("RAPPORT_ALLOWED_HOSTS")
RAPPORT_LOG_LEVEL = env_str("RAPPORT_LOG_LEVEL", "INFO").upper()
RAPPORT_SWEEP_SECONDS = env_int("RAPPORT_SWEEP_SECONDS", 60, 1, 86_400)
RAPPORT_LEASE_SECONDS = env_int("RAPPORT_LEASE_SECONDS", 60, 1, 86_400)
RAPPORT_METRICS_TOKEN = env_str("RAPPORT_METRICS_TOKEN")
RAPPORT_BACKUP_DIR = env_str("RAPPORT_BACKUP_DIR")
RAPPORT_BACKUP_AT = env_time("RAPPORT_BACKUP_AT", "03:10")
RAPPORT_CONTACT_FORM = env_inboxes("RAPPORT_CONTACT_FORM", "1")
RAPPORT_FORM_SITES = env_origins("RAPPORT_FORM_SITES")
RAPPORT_PROXIES = env_networks("RAPPORT_PROXIES")

MISSPELT = misspelt([name for name in globals() if name.startswith("RAPPORT_")])
if RAPPORT_WEBHOOK_SECRET and len(RAPPORT_WEBHOOK_SECRET) < 20:
    raise BadSetting("RAPPORT_WEBHOOK_SECRET is too short to keep strangers out. Write at least 20 characters.")
if (RAPPORT_MAILGUN_KEY or RAPPORT_SENDGRID_KEY) and not RAPPORT_WEBHOOK_SECRET:
    raise BadSetting("The key of a mail provider needs RAPPORT_WEBHOOK_SECRET beside it.")
if RAPPORT_LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    raise BadSetting("RAPPORT_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")

DEBUG = RAPPORT_DEBUG
ALLOWED_HOSTS = RAPPORT_ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", urlsplit(RAPPORT_URL).hostname or ""]
SERVED_OVER_TLS = RAPPORT_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [RAPPORT_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SERVED_OVER_TLS else None

# Rooms and doors with rows or templates, in the order of the house, lowest floor first.
ROOMS = (
    "platform",
    "web",
    "team",
    "customers",
    "alerts",
    "labels",
    "webhooks",
    "conversations",
    "channels.email",
    "writing",
    "knowledge",
    "retention",
    "feedback",
    "surveys",
    "snippets",
    "campaigns",
    "changes",
    "promises",
    "automation",
    "recovery",
    "coaching",
    "learning",
    "triage",
    "search",
    "reports",
    "relationships",
    "desk",
    "portal",
    "api",
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    *(f"rapport.{room}" for room in ROOMS),  # before allauth, whose pages the desk replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_htmx",
    "heroicons",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "rapport.config.middleware.SecurityHeaders",
    "rapport.config.middleware.PackedPages",
    *(["rapport.config.middleware.ServerTiming"] if RAPPORT_DEBUG or RAPPORT_TIMING else []),
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rapport.config.languages.ReadersLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rapport.config.middleware.Unstorable",
]

ROOT_URLCONF = "rapport.config.urls"
ASGI_APPLICATION = "rapport.config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("rapport.web.folding.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": database_from_url(database_url(RAPPORT_DATABASE_URL, RAPPORT_DATA), RAPPORT_DB_POOL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "team.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "rapport.config.accounts.ClosedDoor"
ACCOUNT_FORMS = {"login": "rapport.config.accounts_forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False

SOCIALACCOUNT_ADAPTER = "rapport.config.single_sign_on.CompanyDoor"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"

MFA_ADAPTER = "rapport.config.accounts.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Rapport"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVED_OVER_TLS  # browsers allow it on this machine alone

SESSION_ENGINE = "rapport.config.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SERVED_OVER_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SERVED_OVER_TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_OVER_TLS else 0

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
FORMAT_MODULE_PATH = ["rapport.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "rapport.config.front.FrontFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "rapport.config.static.VersionedFiles"},
}
MEDIA_ROOT = RAPPORT_DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024

_smtp = env_url("RAPPORT_SMTP_URL", ("smtp", "smtps"), "smtp://user:password@mail.example.com:587")
EMAIL_BACKEND = "django.core.mail.backends." + ("smtp.EmailBackend" if _smtp else "filebased.EmailBackend")
EMAIL_FILE_PATH = RAPPORT_DATA / "postbox"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = f"rapport@{RAPPORT_MAIL_DOMAIN}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if _smtp:
    EMAIL_HOST = _smtp.hostname or ""
    EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "rapport.config.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": RAPPORT_LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": [], "propagate": True},
        "procrastinate": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
    },
}

# Last, as it may make the data folder: settings that are wrong leave nothing behind.
SECRET_KEY = secret_key(RAPPORT_SECRET_KEY, RAPPORT_DATA)
