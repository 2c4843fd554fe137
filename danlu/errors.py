"""Errors that a user can act on: what was wrong, where, and what to do."""


class DanluError(Exception):
    """A fault in the user's input or set-up; its message is shown as it is, without a traceback."""


class LawBrokenError(DanluError):
    """A stage would break a law, so it is not published; the message names the law and the key."""
