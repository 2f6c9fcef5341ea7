"""A site of Django whose people sign in by django-allauth's Cognito provider."""

from __future__ import annotations

from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

settings.configure(
    SECRET_KEY="not-so-secret",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.amazon_cognito",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    LOGIN_REDIRECT_URL="/me",
    ACCOUNT_EMAIL_VERIFICATION="none",
    SOCIALACCOUNT_STORE_TOKENS=True,
    SOCIALACCOUNT_PROVIDERS={},  # each test has those of its pool
)
django.setup()


def records(model: str) -> Any:
    """Return the records of a model, such as ``auth.User``."""
    return apps.get_model(model).objects


def me(request: HttpRequest) -> JsonResponse:
    """Tell who is signed in."""
    return JsonResponse({"email": getattr(request.user, "email", None)})


urlpatterns = [path("accounts/", include("allauth.urls")), path("me", me)]
