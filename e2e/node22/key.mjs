// Sends the key with every request of the conformance suite, which has no option for it: node --import ./key.mjs
import http from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { getGlobalDispatcher, setGlobalDispatcher } from "undici";

const origin = new URL(process.env.E2E_URL).origin;
const key = process.env.E2E_KEY;

setGlobalDispatcher(
  getGlobalDispatcher().compose((dispatch) => (request, handler) => {
    const ours = String(request.origin) === origin;
    return dispatch(ours ? { ...request, headers: withKey(request.headers) } : request, handler);
  }),
);

/** Headers come as a flat list or as an object. */
function withKey(headers) {
  return Array.isArray(headers) ? [...headers, "x-api-key", key] : { ...headers, "x-api-key": key };
}

// Its scenarios about headers ask by node:http, which changes none of them.
const ask = http.request;
http.request = (...given) => {
  const request = ask(...given);
  if (`${request.protocol}//${request.getHeader("host")}` === origin) {
    request.setHeader("x-api-key", key);
  }
  return request;
};
syncBuiltinESMExports();
