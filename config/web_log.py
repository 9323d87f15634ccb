"""What the web server writes of each request, without the secret in the address of a calendar."""

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from config.masking import masked


class WebLog(Logger):  # type: ignore[misc]
    """The log of gunicorn; the Dockerfile names this class."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The parts of a line, as gunicorn makes them."""
        made = super().atoms(*args, **kwargs)
        return {name: masked(v) if isinstance(v, str) else v for name, v in made.items()}
