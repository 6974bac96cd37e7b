"""Does what E2E_STEPS asks for with FastMCP's client, which chooses the revision itself, and prints what came of it as JSON."""
import asyncio
import json
import os

from fastmcp import Client
from fastmcp.client.transports import StreamableHttpTransport

STEPS = json.loads(os.environ["E2E_STEPS"])
DID = {"asked": [], "progress": []}


async def answer(message, kind, params, context):
    DID["asked"].append(message)
    return {"confirm": True}


async def progressed(done, total, message):
    DID["progress"].append(message)


def connected(service):
    return Client(StreamableHttpTransport(service["url"], headers={"X-API-Key": service["key"]}), elicitation_handler=answer)


async def called(step):
    async with connected(step["service"]) as client:
        DID["revision"] = client.protocol_version
        DID["tools"] = [tool.name for tool in await client.list_tools()]
        result = await client.call_tool(step["tool"], step["arguments"], progress_handler=progressed)
        return result.structured_content


async def main():
    for step in ("call", "long", "confirm"):
        DID[step] = await called(STEPS[step])
    async with connected(STEPS["read"]["service"]) as client:
        resources = await client.list_resources()
        DID["text"] = (await client.read_resource(resources[0].uri))[0].text
    print(json.dumps(DID))


asyncio.run(main())
