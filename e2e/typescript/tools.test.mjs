// Lists and calls every tool of both services with the official TypeScript SDK, over both HTTP transports.
// E2E_STACK holds {"services": {name: {url, key}}, "calls": [{service, tool, arguments}], "listed": {name: [tool]}} as JSON.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { UriTemplate } from "@modelcontextprotocol/sdk/shared/uriTemplate.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const { services, calls, listed } = JSON.parse(process.env.E2E_STACK);
const TIMEOUT = { timeout: 120_000 };

const transports = {
  "Streamable HTTP": ({ url, key }) =>
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { "X-API-Key": key } } }),
  "HTTP+SSE": ({ url, key }) =>
    new SSEClientTransport(new URL(`${url}/sse`), { requestInit: { headers: { "X-API-Key": key } } }),
};

async function connected(transport, work) {
  const client = new Client({ name: "qubinode-e2e", version: "1.0.0" });
  try {
    await client.connect(transport);
    return await work(client);
  } finally {
    await client.close();
    await transport.close(); // also that of a client that was turned away, which would try again for ever
  }
}

for (const [transportName, transport] of Object.entries(transports)) {
  for (const [name, service] of Object.entries(services)) {
    test(`${name} lists its tools over ${transportName}, each with what a model needs`, async () => {
      await connected(transport(service), async (client) => {
        const { tools } = await client.listTools();
        assert.deepEqual(tools.map((tool) => tool.name), listed[name]);
        for (const tool of tools) {
          assert.ok(tool.title && tool.description && tool.inputSchema && tool.outputSchema && tool.annotations, tool.name);
        }
      });
    });

    test(`${name} takes no other key over ${transportName}`, async () => {
      const wrong = transport({ ...service, key: "0".repeat(32) });
      await assert.rejects(connected(wrong, (client) => client.listTools()), /401|Unauthorized|credential/i);
    });
  }

  test(`every tool answers what its output schema promises over ${transportName}`, async (t) => {
    for (const { service, tool, arguments: input } of calls) {
      await t.test(tool, async () => {
        await connected(transport(services[service]), async (client) => {
          // The SDK checks structured content against the output schema of a tool that it has listed.
          await client.listTools();
          const result = await client.callTool({ name: tool, arguments: input }, undefined, TIMEOUT);
          assert.ok(!result.isError, JSON.stringify(result));
          assert.ok(result.structuredContent && result.content[0].text);
        });
      });
    }
  });

  test(`ai lists, completes and reads documents as resources over ${transportName}`, async () => {
    await connected(transport(services.ai), async (client) => {
      const listed = [];
      for (let cursor; ; ) {
        const page = await client.listResources({ cursor });
        listed.push(...page.resources);
        cursor = page.nextCursor;
        if (!cursor) break;
      }
      const { resourceTemplates } = await client.listResourceTemplates();
      assert.deepEqual(resourceTemplates.map((template) => template.uriTemplate), ["docs://{+path}"]);
      const { completion } = await client.complete({
        ref: { type: "ref/resource", uri: "docs://{+path}" },
        argument: { name: "path", value: "" },
      });
      assert.equal(completion.total, listed.length);
      const uri = new UriTemplate("docs://{+path}").expand({ path: completion.values.at(-1) });
      assert.ok(listed.some((resource) => resource.uri === uri), uri);
      const { contents } = await client.readResource({ uri });
      assert.equal(contents[0].uri, uri);
      assert.ok(contents[0].text.length > 0);
      await assert.rejects(client.readResource({ uri: "docs://no/such.md" }), { code: -32002 });
    });
  });

  test(`a wrong argument is a result that a model can read over ${transportName}`, async () => {
    for (const [name, service] of Object.entries(services)) {
      const { tool } = calls.find((call) => call.service === name);
      await connected(transport(service), async (client) => {
        await client.listTools();
        const result = await client.callTool({ name: tool, arguments: { no_such_argument: 1 } });
        assert.equal(result.isError, true);
        assert.match(result.content[0].text, /^invalid_argument: .*no_such_argument/);
      });
    }
  });
}
