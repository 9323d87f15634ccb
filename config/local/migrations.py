"""One linear history of migrations for each of our apps: every one has one parent and one child."""

import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from config.local.account import PROJECT


def problems(loader: MigrationLoader, app: str) -> list[str]:
    """Where the history of one app is not a single line, numbered in order."""
    names = sorted(name for label, name in loader.disk_migrations if label == app)
    found = []
    previous: str | None = None
    for number, name in enumerate(names, start=1):
        migration = loader.disk_migrations[app, name]
        parents = sorted(parent for label, parent in migration.dependencies if label == app)
        if parents != ([previous] if previous else []):
            found.append(f"{app}.{name} must follow {previous or 'nothing'}, not {parents}")
        if not name.startswith(f"{number:04d}_"):
            found.append(f"{app}.{name} must be numbered {number:04d}")
        previous = name
    return found


def main() -> int:
    """0 when every history is one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    loader = MigrationLoader(None)
    ours = [app.label for app in apps.get_app_configs() if Path(app.path).parent == PROJECT]
    found = [problem for app in ours for problem in problems(loader, app)]
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
