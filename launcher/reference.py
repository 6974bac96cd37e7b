"""The reference page of all tools, made from what the built services list at their REST doors."""

from __future__ import annotations

import contextlib
import os
import random
import secrets
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional

from launcher import build, services
from launcher.jdk import Jdk
from launcher.problem import Problem
from launcher.web import bind_problem, call

PAGE = Path("docs") / "MCP-TOOLS-REFERENCE.md"

HEAD = """# Tools

Every tool of both services, all groups switched on, as the services list them. Made by `./qubinode reference`; do not edit it.

What a caller does not see it may not use: its role (read < execute < admin) must cover what the tool needs, and the group must be
on. `POST /tools/NAME` takes the arguments as a JSON object and answers what stands under "Answers"; at the MCP doors that is the
structured content. Times are ISO 8601, UTC.
"""

# They come and go with the DAGs of an Airflow, which this page is made without.
DAG_TOOLS = """
### dag_tools

Each DAG that `AIRFLOW_MCP_DAG_TOOLS` matches is a tool `dag_<id>` (needs execute), with the DAG's params as arguments.
"""


def page(root: Path, jdk: Jdk) -> str:
    parts = [HEAD]
    for service in services.ALL:
        parts.append(f"\n## {service.name}\n")
        parts.extend(of_group(group, tools) for group, tools in grouped(listed(root, jdk, service)).items())
        if service is services.AIRFLOW:
            parts.append(DAG_TOOLS)
    return "".join(parts)


def listed(root: Path, jdk: Jdk, service: services.Service) -> list[dict[str, Any]]:
    """What a running service lists to an administrator when every group is on; it reaches no Airflow, hypervisor or documents."""
    with tempfile.TemporaryDirectory() as folder, running(root, jdk, service, Path(folder)) as (url, key):
        deadline = time.monotonic() + services.SECONDS_TO_START
        while (answer := call(f"{url}/tools", {"X-API-Key": key})) is None:
            if time.monotonic() > deadline:
                raise Problem(f"{service.name} does not answer.", "Try ./qubinode up; its log says more.")
            time.sleep(0.1)
        return answer["tools"]


@contextlib.contextmanager
def running(root: Path, jdk: Jdk, service: services.Service, folder: Path) -> Iterator[tuple[str, str]]:
    key = secrets.token_hex(32)
    port = free_port()
    settings = folder / "mcp-servers.yml"
    settings.write_text("ai_assistant: { mcp: { auth: { role: admin }, tools: [all] } }\nairflow: { mcp: { auth: { role: admin } } }\n")
    given = {name: value for name, value in os.environ.items() if not name.startswith(services.SETTING_PREFIXES)}
    given |= {
        "MCP_CONFIG": str(settings), "AIRFLOW_MCP_TOOLS": "all", "LIBVIRT_URI": "test:///default", "RAG_PATHS": str(folder),
        "RAG_INDEX": str(folder / "index"), service.enabled_variable: "true", service.host_variable: "127.0.0.1",
        service.port_variable: str(port), service.key_variable: key, service.audit_variable: str(folder / "audit.jsonl"),
    }
    process = subprocess.Popen(
        services.java(jdk, build.built(root, service.name), {}),
        cwd=folder, env=given, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}", key
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """Below the range from which clients get theirs."""
    while True:
        port = random.randrange(20_000, 32_000)
        if not bind_problem(port, "127.0.0.1"):
            return port


def grouped(tools: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """By group, whatever order the service lists them in, so that the page changes only when a tool does."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for tool in sorted(tools, key=lambda each: (each["group"], each["name"])):
        groups.setdefault(tool["group"], []).append(tool)
    return groups


def of_group(group: str, tools: list[dict[str, Any]]) -> str:
    return f"\n### {group}\n" + "".join(of_tool(tool) for tool in tools)


def of_tool(tool: Mapping[str, Any]) -> str:
    lines = ["", f"#### `{tool['name']}` — {tool['title']}", "", tool["description"], "", f"Needs {tool['permission']}{changes(tool['hints'])}.", ""]
    lines += table("Argument", tool["input_schema"]) or ["No arguments.", ""]
    lines += table("Answers", tool["output_schema"])
    return "\n".join(lines).rstrip() + "\n"


def changes(hints: Mapping[str, bool]) -> str:
    if hints["read_only"]:
        return "; changes nothing"
    said = "may delete or overwrite" if hints["destructive"] else "takes nothing away"
    return f"; {said}; a repeat changes nothing more" if hints["idempotent"] else f"; {said}"


def table(name: str, schema: Mapping[str, Any]) -> list[str]:
    """The first level of an object; empty when it has none."""
    properties = schema.get("properties", {})
    if not properties:
        return []
    required = schema.get("required", [])
    rows = [f"| {name} | Type | |", "| --- | --- | --- |"]
    for field in sorted(properties, key=lambda each: (each not in required, each)):
        asked = "" if field in required or name != "Argument" else "?"
        rows.append(f"| `{field}`{asked} | {kind(properties[field])} | {notes(properties[field])}".rstrip() + " |")
    return [*rows, ""]


def kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    if "properties" in schema:
        return "object: " + ", ".join(f"`{name}`" for name in sorted(schema["properties"]))
    return schema.get("format") or schema.get("type") or "any"


def notes(schema: Mapping[str, Any]) -> str:
    said = [cell(schema["description"])] if "description" in schema else []
    said += [text for text in (between(schema, "minimum", "maximum", ""), between(schema, "minLength", "maxLength", " characters")) if text]
    if "pattern" in schema:
        said.append(f"as `{cell(schema['pattern'])}`")
    if schema.get("default") not in (None, "", {}, []):
        said.append(f"default `{schema['default'] if not isinstance(schema['default'], bool) else str(schema['default']).lower()}`")
    return "; ".join(said)


def between(schema: Mapping[str, Any], least: str, most: str, unit: str) -> Optional[str]:
    if most not in schema:
        return f"at least {schema[least]}{unit}" if least in schema else None
    return f"{schema[least]} to {schema[most]}{unit}" if least in schema else f"at most {schema[most]}{unit}"


def cell(text: str) -> str:
    """As a table takes it."""
    return " ".join(text.split()).replace("|", "\\|")
