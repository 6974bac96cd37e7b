"""A FastMCP server with one tool, as its documentation begins."""
import sys

from fastmcp import FastMCP

mcp = FastMCP("echo")


@mcp.tool
def echo(message: str) -> str:
    """Echoes back the input string"""
    return message


mcp.run(transport="http", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", show_banner=False)
