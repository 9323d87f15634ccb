"""Asked by the container: does the web server in it answer? Run as a file, so it starts at once."""

import os
import sys
import urllib.request

ADDRESS = "http://127.0.0.1:8000/healthz"


def main() -> int:
    """0 when it answers 200. Any other answer, and silence, is an exception: not 0."""
    # Django only answers to the names that it is reached by.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".*")
    request = urllib.request.Request(ADDRESS, headers={"Host": host or "localhost"})
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
        return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
