// Sends the key with every request of the conformance suite, which has no option for it: node --import ./key.mjs
import { getGlobalDispatcher, setGlobalDispatcher } from "undici";

const origin = new URL(process.env.E2E_URL).origin;

setGlobalDispatcher(
  getGlobalDispatcher().compose((dispatch) => (request, handler) => {
    const ours = String(request.origin) === origin;
    return dispatch(ours ? { ...request, headers: withKey(request.headers) } : request, handler);
  }),
);

/** Headers come as a flat list or as an object. */
function withKey(headers) {
  const key = process.env.E2E_KEY;
  return Array.isArray(headers) ? [...headers, "x-api-key", key] : { ...headers, "x-api-key": key };
}
