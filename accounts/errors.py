"""What an action may refuse with. Every message is a whole sentence for the person who acted."""


class Refused(Exception):
    """The action cannot be done now; the message says why and what would help."""


class Conflict(Refused):
    """Somebody else was first; the message says who, what and when."""
