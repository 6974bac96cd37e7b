// A server of the TypeScript SDK with one tool, as its documentation begins: MCP 2026-07-28, and without sessions for older clients.
import { createServer } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, fromJsonSchema, McpServer } from "@modelcontextprotocol/server";

const inputSchema = fromJsonSchema({ type: "object", properties: { message: { type: "string" } }, required: ["message"] });

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "echo", version: "1" });
  const echo = ({ message }) => ({ content: [{ type: "text", text: message }] });
  server.registerTool("echo", { description: "Echoes back the input string", inputSchema }, echo);
  return server;
});

createServer(toNodeHandler(handler)).listen(Number(process.argv[2]), "127.0.0.1");
