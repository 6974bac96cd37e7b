"""What a service publishes of its tools, and the compilers that clients have for it."""
import json
import subprocess
from typing import Annotated

import re2
import stack as stacks
from mcp.types import PaginatedRequestParams
from pydantic import StringConstraints, TypeAdapter


async def tools(service):
    """MCP's listing with all its pages."""
    found, cursor = [], None
    async with service.session() as session:
        while True:
            page = await session.list_tools(params=PaginatedRequestParams(cursor=cursor))
            found += [tool.model_dump(by_alias=True, mode="json") for tool in page.tools]
            cursor = page.next_cursor
            if not cursor:
                return found


def patterns(json):
    """The regular expressions of a document with schemas."""
    if isinstance(json, dict):
        if isinstance(json.get("pattern"), str):
            yield json["pattern"]
        yield from json.get("patternProperties") or ()
        yield from (pattern for part in json.values() for pattern in patterns(part))
    elif isinstance(json, list):
        yield from (pattern for part in json for pattern in patterns(part))


async def compile_where_clients_do(service, node_modules, expected):
    """Compiles each pattern with ajv, pydantic and RE2, and each schema of a tool as a whole with ajv as the TypeScript SDK does.

    :param expected: names of tools, some of which may be made only after the start
    :return: the patterns
    """
    stacks.until(lambda: expected <= {tool["name"] for tool in service.get("/tools").json()["tools"]}, f"there are {expected}")
    listed, whole = await tools(service), service.get("/tools").json()["tools"]
    assert expected <= {tool["name"] for tool in listed}
    found = sorted({pattern for published in (listed, whole, service.get("/openapi.json").json()) for pattern in patterns(published)})
    for pattern in found:
        re2.compile(pattern)
        TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
    schemas = [[tool["name"], tool[side + "Schema"]] for tool in listed for side in ("input", "output")]
    schemas += [[tool["name"], tool[side + "_schema"]] for tool in whole for side in ("input", "output")]
    done = subprocess.run(
        ["node", "compile.mjs"],
        input=json.dumps({"schemas": schemas, "patterns": found}),
        cwd=node_modules, capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return found
