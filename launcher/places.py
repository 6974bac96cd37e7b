"""Where things are: the checkout, and the folder of state that belongs to one running instance."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping


@dataclass(frozen=True)
class Places:
    """Paths of one instance. Two instances of one checkout differ in ``state`` (``QUBINODE_HOME``) and in ports."""

    root: Path
    state: Path
    env_file: Path

    @staticmethod
    def of(root: Path, environment: Mapping[str, str]) -> "Places":
        home = environment.get("QUBINODE_HOME", "").strip()
        if home:
            state = Path(home).expanduser().absolute()
            return Places(root, state, state / ".env")
        return Places(root, root / ".qubinode", root / ".env")

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def run(self) -> Path:
        return self.state / "run"

    @property
    def airflow(self) -> Path:
        return self.state / "airflow"

    @property
    def clients(self) -> Path:
        return self.state / "clients.json"

    @property
    def command(self) -> Path:
        return self.root / "qubinode"

    @property
    def variables(self) -> dict[str, str]:
        """What a launcher must be given to work on this instance."""
        return {} if self == Places.of(self.root, {}) else {"QUBINODE_HOME": str(self.state)}

    def line(self, *arguments: str, **variables: str) -> str:
        """A line that a shell in any folder runs on this instance."""
        given = {**self.variables, **variables}
        return " ".join([*(f"{name}={shlex.quote(value)}" for name, value in given.items()), shlex.join([str(self.command), *arguments])])

    def app(self, service: str) -> Path:
        """The built service as it runs: a copy, so that a build never replaces what runs."""
        return self.state / "app" / service

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def audit(self, service: str) -> Path:
        return self.state / "audit" / f"{service}.jsonl"

    def make(self) -> None:
        """Makes the folders; only their owner may look into them, for they hold passwords and audit trails."""
        for folder in (self.state, self.logs, self.run, self.airflow, self.state / "app", self.state / "audit"):
            folder.mkdir(parents=True, exist_ok=True)
            os.chmod(folder, 0o700)
