"""Lets an agent of the OpenAI Agents SDK work with airflow-mcp: pip install openai-agents"""
import asyncio
import os
import sys

from agents import Agent, Runner
from agents.mcp import MCPServerStreamableHttp

SERVER = {
    "url": os.environ.get("AIRFLOW_MCP_URL", "http://127.0.0.1:8889") + "/mcp",
    "headers": {"X-API-Key": os.environ["AIRFLOW_MCP_API_KEY"]},
}


async def main(question: str) -> None:
    async with MCPServerStreamableHttp(name="qubinode-airflow", params=SERVER, cache_tools_list=True) as server:
        if not question:
            print(*(tool.name for tool in await server.list_tools()), sep="\n")
            return
        agent = Agent(name="Lab", instructions="Answer from the tools only.", mcp_servers=[server])
        print((await Runner.run(agent, question)).final_output)


asyncio.run(main(" ".join(sys.argv[1:])))
