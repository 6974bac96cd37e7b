import json
import queue
import threading
import unittest
from typing import Any, Iterator

from launcher import event_stream, request_headers
from launcher.bridge import INTERNAL_ERROR, PARSE_ERROR, REFUSED, UNANSWERED, Bridge
from launcher.mcp_endpoint import Endpoint
from launcher.tests.server import Exchange, FakeServer, Handler

SECONDS = 20
INITIALIZE = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"clientInfo": {"name": "me"}}}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}


def request(number: int, method: str = "tools/list") -> dict:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": {}}


def stateless(number: int, method: str = "tools/list", **params: Any) -> dict:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": {**params, "_meta": {request_headers.VERSION: "2026-07-28"}}}


def echo(exchange: Exchange, message: dict) -> None:
    exchange.reply(message, message["method"])


class EventStream(unittest.TestCase):
    def test_joins_the_data_of_an_event_and_leaves_comments_and_broken_ends_out(self) -> None:
        lines = [b": ping\n", b"id: 1\n", b"data: a\r\n", b"data:b\n", b"\n", b"event: x\n", b"\n", b"data: cut"]
        self.assertEqual(list(event_stream.messages(lines)), ["a\nb"])


class RequestHeaders(unittest.TestCase):
    def test_say_what_the_message_says(self) -> None:
        for method, params, name in (
            ("tools/list", {"name": "other"}, None),
            ("tools/call", {"name": "list_vms"}, "list_vms"),
            ("prompts/get", {"name": "größe"}, "=?base64?Z3LDtsOfZQ==?="),
            ("resources/read", {"uri": " padded "}, "=?base64?IHBhZGRlZCA=?="),
            ("tools/call", {"name": "=?base64?literal?="}, "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="),
            ("tools/call", {"name": "a\r\nX-Evil: 1"}, "=?base64?YQ0KWC1FdmlsOiAx?="),
            ("tools/call", {"name": ["list"]}, None),
            ("tools/call", {}, None),
            ("tasks/get", {"taskId": "t1"}, "t1"),
        ):
            with self.subTest(method=method, params=params):
                expected = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method} | ({"Mcp-Name": name} if name else {})
                self.assertEqual(request_headers.of(stateless(1, method, **params)), expected)

    def test_hold_nothing_that_is_no_header(self) -> None:
        message = stateless(1, "a\r\nX-Evil: 1")
        message["params"]["_meta"][request_headers.VERSION] = "2026\n"
        self.assertEqual(request_headers.of(message), {})

    def test_are_none_for_a_message_that_says_no_version(self) -> None:
        for params in ({}, {"_meta": {}}, {"_meta": []}, []):
            with self.subTest(params=params):
                self.assertIsNone(request_headers.of({"method": "tools/list", "params": params}))


class Client:
    """A bridge with a client that speaks and listens."""

    def __init__(self, test: unittest.TestCase, answer: Handler = echo, patience: float = SECONDS) -> None:
        self.server = FakeServer(answer)
        self.heard: "queue.Queue[dict]" = queue.Queue()
        self.lines: "queue.Queue[bytes]" = queue.Queue()
        endpoint = Endpoint(self.server.url, {"X-API-Key": "key"})
        self.bridge = Bridge(endpoint, lambda text: self.heard.put(json.loads(text)), patience)
        self.thread = threading.Thread(target=self.bridge.run, args=(self._said(),), daemon=True)
        self.thread.start()
        test.addCleanup(self.close)

    def _said(self) -> Iterator[bytes]:
        while True:
            line = self.lines.get()
            if not line:
                return
            yield line

    def say(self, *messages: dict) -> None:
        for message in messages:
            self.lines.put(json.dumps(message).encode() + b"\n")

    def introduce(self) -> None:
        self.say(INITIALIZE, INITIALIZED)
        self.hear()

    def hear(self) -> dict:
        return self.heard.get(timeout=SECONDS)

    def answer_to(self, number: int) -> dict:
        while True:
            message = self.hear()
            if message.get("id") == number:
                return message

    def close(self) -> None:
        self.lines.put(b"")
        self.server.said.put(None)
        self.thread.join(SECONDS)
        self.bridge.close()
        self.server.shutdown()
        self.server.server_close()


class Bridging(unittest.TestCase):
    def test_sends_the_session_the_version_and_the_credential_with_everything(self) -> None:
        client = Client(self)
        client.introduce()
        client.say(request(1))
        self.assertEqual(client.answer_to(1)["result"], "tools/list")
        for _, headers in client.server.seen[1:]:
            sent = {name.lower(): value for name, value in headers.items()}
            self.assertEqual((sent["mcp-session-id"], sent["mcp-protocol-version"]), ("s1", "2025-11-25"))
            self.assertEqual((sent["x-api-key"], sent["accept"]), ("key", "application/json, text/event-stream"))

    def test_answers_what_is_no_message_itself(self) -> None:
        client = Client(self)
        client.lines.put(b"nonsense\n")
        self.assertEqual(client.hear()["error"]["code"], PARSE_ERROR)
        client.introduce()

    def test_a_slow_request_holds_up_no_other(self) -> None:
        released = threading.Event()
        self.addCleanup(released.set)

        def answer(exchange: Exchange, message: dict) -> None:
            if message["id"] == 1:
                released.wait(SECONDS)
            echo(exchange, message)

        client = Client(self, answer)
        client.introduce()
        client.say(request(1), request(2))
        self.assertEqual(client.hear()["id"], 2)
        released.set()
        self.assertEqual(client.hear()["id"], 1)

    def test_passes_on_what_comes_before_an_answer_and_by_itself(self) -> None:
        def answer(exchange: Exchange, message: dict) -> None:
            exchange.stream()
            exchange.event('{"method": "notifications/progress"}')
            exchange.event("no message")
            exchange.event(json.dumps({"id": message["id"], "result": 1}, indent=1))

        client = Client(self, answer)
        client.introduce()
        client.say(request(1))
        self.assertEqual([client.hear().get("method"), client.hear().get("id")], ["notifications/progress", 1])
        client.server.said.put('{"method": "notifications/tools/list_changed"}')
        self.assertEqual(client.hear()["method"], "notifications/tools/list_changed")

    def test_introduces_the_client_again_once_to_a_server_that_has_restarted(self) -> None:
        client = Client(self)
        client.introduce()
        client.server.forget_sessions()
        client.say(*(request(number, "tools/call") for number in range(1, 9)))
        heard = [client.hear() for _ in range(9)]
        self.assertEqual(sorted(message["id"] for message in heard if "id" in message), list(range(1, 9)))
        self.assertIn({"jsonrpc": "2.0", "method": "notifications/tools/list_changed"}, heard)
        self.assertEqual(client.server.methods().count("initialize"), 2)
        again = [message for message, _ in client.server.seen if message["method"] == "initialize"][1]
        self.assertEqual(again["params"], INITIALIZE["params"])

    def test_repeats_no_call_that_the_server_may_have_carried_out(self) -> None:
        def answer(exchange: Exchange, message: dict) -> None:
            exchange.close_connection = True

        client = Client(self, answer, patience=0.1)
        client.introduce()
        client.say(request(1, "tools/call"))
        error = client.answer_to(1)["error"]
        self.assertEqual(error["code"], UNANSWERED)
        self.assertIn("look before repeating", error["message"])
        self.assertEqual(client.server.methods().count("tools/call"), 1)

    def test_asks_again_for_a_listing_whose_answer_broke_off(self) -> None:
        def answer(exchange: Exchange, message: dict) -> None:
            if client.server.methods().count("tools/list") == 1:
                exchange.stream()  # and its end, without the answer
            else:
                echo(exchange, message)

        client = Client(self, answer)
        client.introduce()
        client.say(request(1))
        self.assertEqual(client.answer_to(1)["result"], "tools/list")

    def test_tells_the_sentence_and_the_next_step_of_a_refusal(self) -> None:
        def answer(exchange: Exchange, message: dict) -> None:
            problem = {"code": "throttled", "detail": "Too many calls.", "hint": "Wait 3 s."}
            exchange.status(429, json.dumps(problem).encode(), {"Content-Type": "application/problem+json"})

        client = Client(self, answer)
        client.introduce()
        client.say(request(1))
        error = client.answer_to(1)["error"]
        self.assertEqual((error["code"], error["message"]), (REFUSED, "HTTP 429 Too Many Requests: Too many calls. Wait 3 s."))

    def test_a_web_page_in_place_of_the_server_never_reaches_the_client(self) -> None:
        def answer(exchange: Exchange, message: dict) -> None:
            exchange.status(302, b"<html>", {"Content-Type": "text/html", "Location": "/login"})

        client = Client(self, answer)
        client.introduce()
        client.say(request(1))
        self.assertEqual(client.answer_to(1)["error"]["code"], REFUSED)

    def test_a_cancelled_request_is_waited_for_no_longer_and_gets_no_answer(self) -> None:
        started, gone = threading.Event(), threading.Event()

        def answer(exchange: Exchange, message: dict) -> None:
            if message["id"] == 1:
                started.set()
                gone.wait(SECONDS)
            echo(exchange, message)

        client = Client(self, answer)
        self.addCleanup(gone.set)
        client.introduce()
        client.say(request(1, "tools/call"))
        self.assertTrue(started.wait(SECONDS))
        client.say({"method": "notifications/cancelled", "params": {"requestId": 1}}, request(2))
        self.assertEqual(client.hear()["id"], 2)
        client.lines.put(b"")
        client.thread.join(SECONDS)
        self.assertFalse(client.thread.is_alive())
        self.assertTrue(client.heard.empty())

    def test_the_end_of_the_client_waits_for_its_answers_and_ends_the_session(self) -> None:
        client = Client(self)
        client.say(INITIALIZE, INITIALIZED, request(1))
        client.lines.put(b"")
        client.thread.join(SECONDS)
        client.bridge.close()
        heard: list[Any] = [client.heard.get_nowait().get("id") for _ in range(client.heard.qsize())]
        self.assertEqual(heard, [0, 1])
        self.assertEqual(client.server.methods()[-1], "DELETE")

    def test_a_message_that_says_its_version_goes_as_it_came_and_without_a_session(self) -> None:
        client = Client(self)
        client.introduce()
        call = stateless(1, "tools/call", name="list_vms")
        client.say(call)
        self.assertEqual(client.answer_to(1)["result"], "tools/call")
        message, headers = client.server.seen[-1]
        sent = {name.lower(): value for name, value in headers.items()}
        self.assertEqual(message, call)
        self.assertEqual((sent["mcp-protocol-version"], sent["mcp-method"], sent["mcp-name"]), ("2026-07-28", "tools/call", "list_vms"))
        self.assertNotIn("mcp-session-id", sent)

    def test_an_error_in_json_rpc_reaches_the_client_as_it_is(self) -> None:
        error = {"code": -32022, "message": "Other version, please.", "data": {"supported": ["2025-11-25"]}}

        def answer(exchange: Exchange, message: dict) -> None:
            body = json.dumps({"jsonrpc": "2.0", "id": None, "error": error}).encode()
            exchange.status(400, body, {"Content-Type": "application/json"})

        client = Client(self, answer)
        client.say(stateless(1, "server/discover"))
        self.assertEqual(client.answer_to(1)["error"], error)

    def test_a_request_without_a_session_is_cancelled_by_the_end_of_its_stream_alone(self) -> None:
        gone = threading.Event()

        def answer(exchange: Exchange, message: dict) -> None:
            if message["id"] != 1:
                return echo(exchange, message)
            exchange.stream()
            exchange.event('{"method": "notifications/progress"}')
            exchange.wait_until_the_client_has_gone()
            gone.set()

        client = Client(self, answer)
        client.say(stateless(1, "tools/call", name="slow"))
        self.assertEqual(client.hear()["method"], "notifications/progress")
        client.say({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}})
        self.assertTrue(gone.wait(SECONDS))
        client.say(stateless(2))
        self.assertEqual(client.hear()["id"], 2)
        self.assertEqual(client.server.methods(), ["tools/call", "tools/list"])

    def test_a_client_is_told_that_its_stream_of_changes_broke_off(self) -> None:
        def answer(exchange: Exchange, message: dict) -> None:
            exchange.stream()
            exchange.event('{"method": "notifications/subscriptions/acknowledged"}')

        client = Client(self, answer)
        client.say(stateless(1, "subscriptions/listen"))
        self.assertEqual(client.hear()["method"], "notifications/subscriptions/acknowledged")
        self.assertEqual(self.told_of_the_end(client)["error"]["code"], INTERNAL_ERROR)
        self.assertEqual(client.server.methods(), ["subscriptions/listen"])

    def test_a_client_is_told_that_the_server_has_ended_its_stream_of_changes(self) -> None:
        def answer(exchange: Exchange, message: dict) -> None:
            exchange.stream()
            exchange.event('{"id": 1, "result": {"resultType": "complete"}}')

        client = Client(self, answer)
        client.say(stateless(1, "subscriptions/listen"))
        self.assertEqual(self.told_of_the_end(client)["result"], {"resultType": "complete"})

    def told_of_the_end(self, client: Client) -> dict:
        """The last answer, before which the request is said to be cancelled."""
        cancelled = client.hear()
        self.assertEqual((cancelled["method"], cancelled["params"]["requestId"]), ("notifications/cancelled", 1))
        return client.hear()

    def test_the_end_of_the_client_does_not_wait_for_its_stream_of_changes(self) -> None:
        gone = threading.Event()

        def answer(exchange: Exchange, message: dict) -> None:
            exchange.stream()
            exchange.event('{"method": "notifications/subscriptions/acknowledged"}')
            exchange.wait_until_the_client_has_gone()
            gone.set()

        client = Client(self, answer)
        client.say(stateless(1, "subscriptions/listen"))
        client.hear()
        client.lines.put(b"")
        self.assertTrue(gone.wait(SECONDS))
        client.thread.join(SECONDS)
        self.assertTrue(client.heard.empty())

    def test_a_server_that_is_not_there_is_an_answer_too(self) -> None:
        client = Client(self, patience=0.1)
        client.server.shutdown()
        client.server.server_close()
        client.say(INITIALIZE)
        self.assertEqual(client.hear()["error"]["code"], UNANSWERED)


if __name__ == "__main__":
    unittest.main()
