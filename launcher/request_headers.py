"""The headers that say again what a message of the era without sessions says.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
"""

from __future__ import annotations

import base64
import re
from typing import Any, Optional

VERSION = "io.modelcontextprotocol/protocolVersion"
# Where in the params of a method the value of Mcp-Name stands. Those of tasks: the extension io.modelcontextprotocol/tasks.
NAMED = {
    **{"tools/call": "name", "prompts/get": "name", "resources/read": "uri"},
    **dict.fromkeys(("tasks/get", "tasks/update", "tasks/cancel"), "taskId"),
}
PLAIN = re.compile(r"[!-~]([\t -~]*[!-~])?")


def of(message: dict[str, Any]) -> Optional[dict[str, str]]:
    """None for a message of the era with sessions, which says no version."""
    params = params_of(message)
    meta = params.get("_meta")
    if not isinstance(meta, dict) or VERSION not in meta:
        return None
    method = message.get("method")
    given = {"MCP-Protocol-Version": meta[VERSION], "Mcp-Method": method, "Mcp-Name": _encoded(params.get(NAMED.get(str(method), "")))}
    # What no header can hold is left for the server to refuse.
    return {name: value for name, value in given.items() if isinstance(value, str) and PLAIN.fullmatch(value)}


def params_of(message: dict[str, Any]) -> dict[str, Any]:
    params = message.get("params")
    return params if isinstance(params, dict) else {}


def _encoded(name: Any) -> Any:
    """https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#value-encoding"""
    if not isinstance(name, str) or PLAIN.fullmatch(name) and not (name.startswith("=?base64?") and name.endswith("?=")):
        return name
    # JSON can hold half a surrogate pair, which no server takes for a name.
    return f"=?base64?{base64.b64encode(name.encode(errors='replace')).decode()}?="
