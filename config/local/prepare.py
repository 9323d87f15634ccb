"""Brings the database to this release and loads the demo once, in one process (it is quicker).

With --reset the demo is put back as it was. Prints the demo's sign-ins; everything else that it
has to say is one sentence on standard error.
"""

import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError
from redis import Redis, RedisError

from config.local.catalogue import compile_catalogues


def main() -> int:
    """0 when the product can be started; 1 with a sentence when it cannot."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        compile_catalogues()
        django.setup()
        require_broker()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_demo", *sys.argv[1:], verbosity=0)
        call_command("load_demo", "--sign-ins")
    except ImproperlyConfigured as error:
        return _say(f"A setting cannot be used: {error}")
    except OperationalError as error:
        return _say(f"The database cannot be used: {str(error).strip().splitlines()[0]}")
    except CommandError as error:
        return _say(str(error))
    return 0


def require_broker() -> None:
    """Raises CommandError when REDIS_URL names no Valkey or Redis that answers."""
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5) as client:
            client.ping()
    except (RedisError, ValueError) as error:
        raise CommandError(f"The broker of REDIS_URL cannot be used: {error}") from error


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
