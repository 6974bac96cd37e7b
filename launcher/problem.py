"""What an operator has to know when something cannot go on."""

from __future__ import annotations


class Problem(Exception):
    """Ends the command with one line and, where there is one, the next step; never with a traceback."""

    def __init__(self, message: str, next_step: str = "", exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.exit_code = exit_code
