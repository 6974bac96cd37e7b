// Compiles {"schemas": [[name, schema]], "patterns": [pattern]} of standard input, as the official TypeScript SDK and then as ajv
// itself does, which first checks a schema against the meta-schema.
import { text } from "node:stream/consumers";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const { schemas, patterns } = JSON.parse(await text(process.stdin));
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const refused = [];

function compile(name, schema) {
  try {
    new AjvJsonSchemaValidator().getValidator(schema);
    ajv.compile(schema);
  } catch (error) {
    refused.push(`${name}: ${error.message}`);
  }
}

for (const pattern of patterns) compile(pattern, { type: "string", pattern });
for (const [name, schema] of schemas) compile(name, schema);
console.log(refused.join("\n"));
process.exitCode = refused.length ? 1 : 0;
