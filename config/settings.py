"""All settings, read from the environment. Defaults fit a laptop; production refuses them."""

from pathlib import Path

import django_stubs_ext
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config.env import Env

django_stubs_ext.monkeypatch()

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR") or BASE_DIR / ".data")

# --- Where it runs -----------------------------------------------------------------------------

PRODUCTION = env.flag("PRODUCTION")
DEBUG = env.flag("DEBUG", default=not PRODUCTION)
LAPTOP_SECRET = "laptop-only-" + "not-a-secret-" * 4
SECRET_KEY = env.text("SECRET_KEY") or LAPTOP_SECRET
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS")
if PRODUCTION and (SECRET_KEY == LAPTOP_SECRET or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured("Production needs a SECRET_KEY of its own, at least 50 characters.")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("Production does not start with DEBUG on.")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Production needs ALLOWED_HOSTS, the names it is reached by.")
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")
BASE_URL = env.text("BASE_URL") or "http://127.0.0.1:8000"

# --- Apps --------------------------------------------------------------------------------------
# django.contrib.sites stays out: its label clashes with our own app.

INSTALLED_APPS = [
    "api",
    "reports",
    "cases",
    "sites",
    "regions",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "simple_history",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.middleware.RequestIdMiddleware",
    "config.middleware.NotKeptMiddleware",
    "api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.ActorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "config.middleware.ConflictMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cases.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# --- Data --------------------------------------------------------------------------------------

DATABASES = {
    "default": env.database("DATABASE_URL", "postgres://brandpunt@127.0.0.1:5432/brandpunt")
}
DATABASES["default"]["OPTIONS"] |= (
    {"pool": {"min_size": 1, "max_size": env.number("DATABASE_POOL", 8, least=1)}}
    if env.flag("DATABASE_POOLED", default=PRODUCTION)
    else {}
)
REDIS_URL = env.text("REDIS_URL") or "redis://127.0.0.1:6379/0"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or DATA_DIR / "media")
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": env.storage(),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
# Largest document in bytes; the proxy allows a little more so that we give the explanation.
MAX_UPLOAD_BYTES = env.number("MAX_UPLOAD_MB", 50, least=1) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "config.uploads.LimitedUploadHandler",
]
CLAMAV_ADDRESS = env.address("CLAMAV_ADDRESS")  # virus scanner; off when empty

# --- People ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# The address is unique without regard to capitals, by a constraint on Lower("email").
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: nobody is given anything anonymously
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by an administrator, never self-made
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Brandpunt"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("EMAIL_HOST"),
            "port": env.number("EMAIL_PORT", 25),
            "username": env.text("EMAIL_HOST_USER"),
            "password": env.text("EMAIL_HOST_PASSWORD"),
            "use_tls": env.flag("EMAIL_USE_TLS"),
        },
    }
    if env.text("EMAIL_HOST")
    else {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
}
if PRODUCTION and not env.text("EMAIL_HOST"):
    raise ImproperlyConfigured("Production needs EMAIL_HOST, to send invitations and resets.")
ADMINS = env.items("ADMINS")  # addresses that hear of drift found at night
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Brandpunt <brandpunt@localhost>")

# --- Security ----------------------------------------------------------------------------------

TILE_URL = env.text("TILE_URL")  # optional map background; off when empty
_TILE_HOST = "/".join(TILE_URL.split("/")[:3]) if TILE_URL else ""
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *([_TILE_HOST] if _TILE_HOST else [])],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 12, least=1) * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION

# --- Language and time -------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Jobs --------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"reports.tasks.*": {"queue": "pdf"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "memberships": {
        "task": "accounts.tasks.sync_memberships",
        "schedule": crontab(hour=0, minute=5),
    },
    "end-shares": {
        "task": "cases.tasks.end_shares",
        "schedule": crontab(hour=0, minute=20),
    },
    "verify-access": {
        "task": "cases.tasks.verify_access",
        "schedule": crontab(hour=3, minute=0),
    },
    "verify-history": {
        "task": "cases.tasks.verify_history",
        "schedule": crontab(hour=3, minute=30),
    },
    "watch-sites": {
        "task": "cases.tasks.watch_sites",
        "schedule": crontab(minute="*/30"),
    },
    "watch-sites-at-night": {
        "task": "cases.tasks.watch_sites",
        "schedule": crontab(hour=4, minute=10),
        "kwargs": {"everything": True},
    },
    "report-figures": {
        "task": "reports.tasks.make_figures",
        "schedule": crontab(hour=2, minute=0),
    },
    "notifications": {
        "task": "cases.tasks.mail_notifications",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "notification-digests": {  # after the reminders of calls, so that those are in it
        "task": "cases.tasks.make_digests",
        "schedule": crontab(hour=7, minute=45),
    },
    "ending-tokens": {
        "task": "cases.tasks.mail_ending_tokens",
        "schedule": crontab(hour=8, minute=0),
    },
    "old-notifications": {
        "task": "cases.tasks.forget_notifications",
        "schedule": crontab(hour=1, minute=30),
    },
    "call-reminders": {
        "task": "cases.tasks.remind_regions",
        "schedule": crontab(hour=7, minute=30),
    },
    "expired-lists": {
        "task": "reports.tasks.throw_away_expired",
        "schedule": crontab(hour=1, minute=15),
    },
    "abandoned-reports": {
        "task": "reports.tasks.requeue_abandoned",
        "schedule": crontab(minute="*/5"),
    },
}

# --- Rules of the pilot that a programme office may set ----------------------------------------

SMALL_NUMBER_THRESHOLD = env.number("SMALL_NUMBER_THRESHOLD", 3, least=1)
OPEN_DATA = env.flag("OPEN_DATA")  # the figures of the country for everybody, without signing in
SILENT_AFTER_DAYS = env.number("SILENT_AFTER_DAYS", 14, least=1)
CONTACT_WARNING_DAYS = env.number("CONTACT_WARNING_DAYS", 14, least=1)
MONTHLY_UPDATE_WORKING_DAY = env.number("MONTHLY_UPDATE_WORKING_DAY", 5, least=1)
# A token of the API may be used this often; more is answered with 429.
API_CALLS_PER_MINUTE = env.number("API_CALLS_PER_MINUTE", 120, least=1)
CALL_BREADTH = env.number("CALL_BREADTH", 4, least=1)  # asking more regions needs a reason
# Mails of notifications wait this long for more to go along; what was read is kept this long.
NOTIFICATION_WINDOW_SECONDS = env.number("NOTIFICATION_WINDOW_SECONDS", 120)
NOTIFICATIONS_KEPT_DAYS = env.number("NOTIFICATIONS_KEPT_DAYS", 180, least=1)
PAGE_SIZE = 25
COUNT_UP_TO = 1_000  # cases; a view that holds more says "1.000+", as counting on would take longer

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"masked": {"()": "config.masking.MaskingFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["masked"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
