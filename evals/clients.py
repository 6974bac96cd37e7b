"""What an eval needs of a client: it is given a task and endpoints, acts, and says something at the end."""
import dataclasses
import json
import os
import subprocess
import typing


@dataclasses.dataclass(frozen=True)
class Endpoint:
    """One service's MCP endpoint (Streamable HTTP)."""

    url: str
    key: str

    @property
    def headers(self):
        return {"X-API-Key": self.key}


class Client(typing.Protocol):
    def act(self, number: int, text: str, endpoints: dict[str, Endpoint]) -> str:
        """Does the task with what the endpoints offer, and gives the final words."""


@dataclasses.dataclass(frozen=True)
class CommandClient:
    """
    A command that is started once per task: the task on its standard input, its final words on its standard output. Its environment
    holds each endpoint's address and key, and the path of a file with both in the shape that many clients read ("mcpServers").
    """

    command: list
    folder: str
    seconds: int = 600

    def act(self, number, text, endpoints):
        file = os.path.join(self.folder, "mcp.json")
        servers = {name: {"type": "http", "url": one.url, "headers": one.headers} for name, one in endpoints.items()}
        with open(file, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as config:
            json.dump({"mcpServers": servers}, config)
        environment = os.environ | {"EVAL_MCP_CONFIG": file, "EVAL_TASK": str(number)}
        for name, one in endpoints.items():
            environment |= {f"EVAL_{name.upper()}_URL": one.url, f"EVAL_{name.upper()}_KEY": one.key}
        done = subprocess.run(
            self.command, input=text, env=environment, stdout=subprocess.PIPE, text=True, timeout=self.seconds, check=False
        )
        return done.stdout
