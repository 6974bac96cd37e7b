import unittest

from launcher import reference

TOOL = {
    "name": "make",
    "title": "Make a thing",
    "description": "Makes it.",
    "group": "things",
    "permission": "execute",
    "hints": {"read_only": False, "destructive": False, "idempotent": True, "open_world": False},
    "input_schema": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "size": {"type": "integer", "minimum": 1, "maximum": 9, "default": 2, "description": "How big | wide"},
            "mode": {"enum": ["a", "b"], "default": "a"},
            "name": {"type": "string", "pattern": "^(a|b)$", "maxLength": 5},
            "quick": {"type": "boolean", "default": False},
        },
    },
    "output_schema": {
        "type": "object",
        "properties": {"things": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}}},
    },
}


class Page(unittest.TestCase):
    def test_shows_required_arguments_first_with_bounds_and_defaults(self) -> None:
        rows = [line for line in reference.of_tool(TOOL).splitlines() if line.startswith("| `")]
        self.assertEqual(
            rows[:4],
            [
                "| `name` | string | at most 5 characters; as `^(a\\|b)$` |",
                "| `mode`? | `a`, `b` | default `a` |",
                "| `quick`? | boolean | default `false` |",
                "| `size`? | integer | How big \\| wide; 1 to 9; default `2` |",
            ],
        )

    def test_shows_what_comes_back(self) -> None:
        self.assertIn("| `things` | list of object: `id` | |", reference.of_tool(TOOL))

    def test_says_what_a_call_needs_and_may_do(self) -> None:
        self.assertIn("Needs execute; takes nothing away; a repeat changes nothing more.", reference.of_tool(TOOL))

    def test_is_the_same_in_whatever_order_tools_are_listed(self) -> None:
        others = [{**TOOL, "name": name, "group": group} for name, group in (("b", "y"), ("a", "y"), ("c", "x"))]
        forwards, backwards = reference.grouped(others), reference.grouped(others[::-1])
        self.assertEqual(list(forwards.items()), list(backwards.items()))
        self.assertEqual([tool["name"] for tools in forwards.values() for tool in tools], ["c", "a", "b"])


if __name__ == "__main__":
    unittest.main()
