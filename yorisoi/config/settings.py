"""All settings, from the environment, with safe defaults.

YORISOI_DATA folder for database and keys (./data) · DATABASE_URL · YORISOI_SECRET_KEY · YORISOI_MASTER_KEY ·
YORISOI_HOSTS comma-separated host names · YORISOI_HTTPS=1 behind TLS · YORISOI_DEMO=1 demo log-in cards ·
YORISOI_DEBUG=1 · EMAIL_URL smtp://user:password@host:25 · YORISOI_IDLE_MINUTES (10) · YORISOI_MAIL_FROM · YORISOI_OIDC
file of the provider of pupils' accounts (oidc.toml in the data folder)
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from yorisoi.config.keys import master_key, secret_key
from yorisoi.config.sqlite import use_sound_sqlite


def on(name: str) -> bool:
    """Say whether a switch in the environment is on."""
    return os.environ.get(name, "") in {"1", "true", "yes"}


PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("YORISOI_DATA", "data")).resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = on("YORISOI_DEBUG")
DEMO = on("YORISOI_DEMO")
HTTPS = on("YORISOI_HTTPS")
SECRET_KEY = secret_key(DATA)
MASTER_KEY = master_key(DATA)
ALLOWED_HOSTS = [h for h in os.environ.get("YORISOI_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS if HTTPS and h != "*"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "yorisoi.ui",  # before allauth: our log-in pages stand in for its own
    "yorisoi.journal",
    "yorisoi.schools",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "yorisoi.duties",
    "yorisoi.reports",
    "yorisoi.editions",
    "yorisoi.meetings",
    "yorisoi.cases",
    "yorisoi.surveys",
    "yorisoi.care",
    "yorisoi.attendance",
    "yorisoi.prevention",
    "yorisoi.groups",
    "yorisoi.incidents",
    "yorisoi.training",
    "yorisoi.documents",
    "yorisoi.together",
    "yorisoi.outreach",
    "yorisoi.yearend",
    "yorisoi.oversight",
    "yorisoi.figures",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yorisoi.schools.middleware.LanguageMiddleware",
    "yorisoi.config.refusals.RefusalMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yorisoi.schools.middleware.PersonMiddleware",
    "yorisoi.training.drill_middleware.DrillMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yorisoi.config.urls"
WSGI_APPLICATION = "yorisoi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("yorisoi.ui.quickening.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yorisoi.ui.context.page",
            ],
            "builtins": ["yorisoi.ui.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "yorisoi.ui.forms.Renderer"

# -- data ---------------------------------------------------------------------------------------
SQLITE_VERSION = use_sound_sqlite()
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'yorisoi.sqlite3'}",
        conn_max_age=600,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "cached_statements": 1000,  # a page asks some fifty; by default the 128 last are kept, and parsed anew after
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; "
            "PRAGMA cache_size=-32768; "  # kB a connection; by default 2,000, which one long list fills
            "PRAGMA recursive_triggers=ON"  # or INSERT OR REPLACE would delete past the guarding triggers
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "schools.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "yorisoi.schools.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Never per address: a school sits behind one. axes counts wrong passwords per user name; this counts wrong codes.
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": "10/15m/key"}
MFA_ADAPTER = "yorisoi.schools.adapters.MfaAdapter"
MFA_TOTP_ISSUER = "Yorisoi"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: a slow hand, a clock that is out. `mfa_forms` lets each count once
MFA_FORMS = {"authenticate": "yorisoi.schools.mfa_forms.Login", "reauthenticate": "yorisoi.schools.mfa_forms.Again"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "yorisoi.schools.adapters.counted_name"
AXES_DISABLE_ACCESS_LOG = True  # the journal has it
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # counted per user name on purpose: a whole school shares one address
AXES_VERBOSE = False
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
OIDC_FILE = Path(os.environ.get("YORISOI_OIDC") or DATA / "oidc.toml")
IDLE_MINUTES = int(os.environ.get("YORISOI_IDLE_MINUTES", "10"))

# -- sessions and headers -----------------------------------------------------------------------
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "yorisoi.ui.views.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 300  # far more than any form takes, so that too many can be answered in words
FILE_UPLOAD_HANDLERS = ["yorisoi.config.uploads.SpoolHandler"]
# What may be attached in one sending: bytes of each, how many, bytes together (see `patience.LONGEST_WITH_FILES`).
_MB = 1024 * 1024
ATTACHMENTS = {"picture": 15 * _MB, "pdf": 15 * _MB, "video": 50 * _MB, "count": 5, "together": 80 * _MB}
# What one report may hold: from whoever sends with its receipt (the code is enough, again and again), and in all. Some
# sendings as large as may be, far more than a talk needs; what the staff add has room beside it.
FILES_HELD = {"talk": {"count": 30, "together": 300 * _MB}, "report": {"count": 60, "together": 600 * _MB}}
COPIES_AT_ONCE = True  # a thread beside the requests makes the copies that are shown; else the tick does

# -- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

# -- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False

# -- mail and logs ------------------------------------------------------------------------------
_mail = urlsplit(os.environ.get("EMAIL_URL", ""))
MAIL_ON = _mail.scheme in {"smtp", "smtps", "smtp+tls"}
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if MAIL_ON else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("YORISOI_MAIL_FROM", "yorisoi@localhost")
BASE_URL = os.environ.get("YORISOI_URL", "http://localhost:8000")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # a refused request is no news, and its path may hold a one-time link
    "loggers": {"django.request": {"level": "ERROR"}, "yorisoi": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
