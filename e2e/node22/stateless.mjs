// Does what E2E_STEPS asks for with the official TypeScript client, which chooses the revision itself, and prints what came of it as JSON.
import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const steps = JSON.parse(process.env.E2E_STEPS);
const did = { asked: [], progress: [] };
const OPTIONS = { timeout: 120_000, onprogress: ({ message }) => did.progress.push(message) };

async function connected({ url, key }, work) {
  const client = new Client(
    { name: "qubinode-e2e", version: "1.0.0" },
    { capabilities: { elicitation: {} }, versionNegotiation: { mode: "auto" } },
  );
  client.setRequestHandler("elicitation/create", async ({ params }) => {
    did.asked.push(params.message);
    return { action: "accept", content: { confirm: true } };
  });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { "X-API-Key": key } } }));
  try {
    did.revision = client.getNegotiatedProtocolVersion();
    return await work(client);
  } finally {
    await client.close();
  }
}

// The client checks structured content against the output schema of a tool that it has listed.
async function called({ service, tool, arguments: input }) {
  return await connected(service, async (client) => {
    did.tools = (await client.listTools()).tools.map((each) => each.name);
    const result = await client.callTool({ name: tool, arguments: input }, OPTIONS);
    assert.ok(!result.isError, JSON.stringify(result));
    return result.structuredContent;
  });
}

did.call = await called(steps.call);
did.long = await called(steps.long);
did.confirm = await called(steps.confirm);
did.text = await connected(steps.read.service, async (client) => {
  const { resources } = await client.listResources();
  return (await client.readResource({ uri: resources[0].uri })).contents[0].text;
});
console.log(JSON.stringify(did));
