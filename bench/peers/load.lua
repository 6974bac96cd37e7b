-- For wrk with one thread: sends CALL_BODY with CALL_HEADERS in the sessions of CALL_SESSIONS in turn, each time with an id of its own,
-- looks at every answer, prints a line of JSON.
local FIRST_ID = 100000000 -- as in the body, so that every id is as long
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init()
  parts, sent, failed = {}, 0, 0
  local headers = {
    ["Content-Type"] = "application/json",
    ["Accept"] = "application/json, text/event-stream",
  }
  for name, value in os.getenv("CALL_HEADERS"):gmatch("([^:\n]+): ([^\n]+)") do
    headers[name] = value
  end
  for session in os.getenv("CALL_SESSIONS"):gmatch("%S+") do
    headers["Mcp-Session-Id"] = session ~= "none" and session or nil
    local request = wrk.format("POST", nil, headers, os.getenv("CALL_BODY"))
    local from, to = request:find(FIRST_ID, 1, true)
    table.insert(parts, { request:sub(1, from - 1), request:sub(to + 1) })
  end
end

function request()
  local around = parts[sent % #parts + 1]
  sent = sent + 1
  return around[1] .. (FIRST_ID + sent) .. around[2]
end

function response(status, _, body)
  if status ~= 200 or not body:find(os.getenv("CALL_ANSWER"), 1, true) then
    failed = failed + 1
    io.stderr:write(status, " ", body:sub(1, 200), "\n")
  end
end

function done(summary, latency)
  local lost = summary.errors
  local failures = lost.connect + lost.read + lost.write + lost.timeout
  if failures > 0 then
    io.stderr:write(string.format("connect %d, read %d, write %d, timeout %d\n", lost.connect, lost.read, lost.write, lost.timeout))
  end
  for _, thread in ipairs(threads) do
    failures = failures + thread:get("failed")
  end
  io.stderr:write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failures))
end
