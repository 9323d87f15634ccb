"""One exception for everything that a person can put right: its text is the sentence shown."""


class Problem(Exception):
    """What is wrong and what to do about it, in one sentence."""
