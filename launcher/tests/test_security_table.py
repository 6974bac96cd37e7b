"""Each threat in docs/MCP-SECURITY.md names the tests that prove what stops it; they must be there."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = ROOT / "docs" / "MCP-SECURITY.md"
JAVA = ("common-security", "common-endpoints", "airflow-mcp", "ai-assistant-mcp")
JAVA_TEST = re.compile(r"@(Test|ParameterizedTest|ArchTest|Property)\b")
PYTHON_TEST = re.compile(r"^\s*(async )?def test_\w+", re.MULTILINE)


def rows(text: str) -> "list[list[str]]":
    """The cells of the first table, without its head."""
    lines = text.split("## What holds", 1)[1].split("\n## ", 1)[0].splitlines()
    table = [line for line in lines if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def names(cell: str) -> "list[str]":
    """Test classes of Java, and files."""
    return re.findall(r"`([A-Z]\w*Test|[\w./-]+\.py|bench/\w+)`", cell)


class SecurityTable(unittest.TestCase):
    def setUp(self) -> None:
        self.rows = rows(TABLE.read_text())
        sources = [file for module in JAVA for kind in ("test", "test-shared", "test-probes") for file in (ROOT / module / "src" / kind).rglob("*Test.java")]
        self.java = {file.stem: file for file in sources}

    def test_has_a_test_for_each_row(self) -> None:
        self.assertGreater(len(self.rows), 50)
        for row in self.rows:
            self.assertEqual(len(row), 3, row)
            self.assertTrue(names(row[2]), f"no test is named for: {row[0]}")

    def test_every_name_is_a_test_that_is_there(self) -> None:
        missing = [f"{name}, of: {row[0]}" for row in self.rows for name in names(row[2]) if not self.is_test(name)]
        self.assertEqual([], missing)

    def test_no_name_is_overlooked(self) -> None:
        """What is written like a name must be understood as one, or a typing error would go through."""
        for row in self.rows:
            written = [name for name in re.findall(r"`([^`]+)`", row[2]) if " " not in name]
            self.assertEqual(written, names(row[2]), row[0])

    def is_test(self, name: str) -> bool:
        if name.startswith("bench/"):
            return (ROOT / name).is_file()
        if name.endswith(".py"):
            file = ROOT / name
            return file.is_file() and bool(PYTHON_TEST.search(file.read_text()))
        return name in self.java and bool(JAVA_TEST.search(self.java[name].read_text()))
