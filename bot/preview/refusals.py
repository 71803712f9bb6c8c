"""What the Bot API refuses, in its own words. Imports nothing."""

from typing import Any


class Refused(Exception):  # noqa: N818 - what Telegram does, and no mistake of ours
    """A request that Telegram refuses.

    Args:
        code: the HTTP status and `error_code`.
        description: Telegram's words.
        parameters: `retry_after` in seconds, or `migrate_to_chat_id`.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Any]:
        """The answer to the request."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad(reason: str, **parameters: int) -> Refused:
    """A request that makes no sense, or that its chat doesn't allow."""
    return Refused(400, f"Bad Request: {reason}", **parameters)


def forbidden(reason: str) -> Refused:
    """A chat that the bot can't reach."""
    return Refused(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refused:
    """Two ways of getting updates at once."""
    return Refused(409, f"Conflict: {reason}")


def too_many(seconds: int) -> Refused:
    """More requests than Telegram takes.

    Args:
        seconds: until it takes the next one.
    """
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def not_found() -> Refused:
    """A method that doesn't exist, or a token of no possible form."""
    return Refused(404, "Not Found")


def unauthorized() -> Refused:
    """A token of no bot."""
    return Refused(401, "Unauthorized")
