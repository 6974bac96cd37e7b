"""bench/RESULTS.md is what bench/results.py makes of the files in bench/results."""

import builtins
import contextlib
import dis
import io
import json
import re
import tempfile
import types
import unittest
from pathlib import Path
from unittest import mock

from bench import results

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = re.compile(r"\b(?:bench|evals)/[\w./]+")


def scripts() -> list[Path]:
    files = [*(ROOT / "bench").rglob("*"), *(ROOT / "evals").rglob("*.py")]
    return sorted(file for file in files if file.suffix == ".py" or file.is_file() and file.read_bytes().startswith(b"#!/usr/bin/env python3"))


def globals_of(code: types.CodeType, *operations: str) -> set[str]:
    """The names that a script, or a function in it, loads or stores as a global."""
    inner = [part for part in code.co_consts if isinstance(part, types.CodeType)]
    own = {one.argval for one in dis.get_instructions(code) if one.opname in operations}
    return own.union(*(globals_of(part, *(name for name in operations if name.endswith("GLOBAL"))) for part in inner))


class ResultsTest(unittest.TestCase):
    def test_scripts_use_only_names_that_they_have(self) -> None:
        self.assertIn(ROOT / "bench" / "audit_crash", scripts())
        for script in scripts():
            with self.subTest(script.name):
                code = compile(script.read_text(encoding="utf-8"), str(script), "exec")
                known = globals_of(code, "STORE_NAME", "STORE_GLOBAL") | {*dir(builtins), "__file__"}
                self.assertEqual(set(), globals_of(code, "LOAD_NAME", "LOAD_GLOBAL") - known)

    def test_the_page_equals_its_files(self) -> None:
        self.assertEqual(results.page(), results.PAGE.read_text(encoding="utf-8"))

    def test_every_file_has_a_section_and_a_command_whose_script_exists(self) -> None:
        files = sorted(results.FOLDER.glob("*.json"))
        self.assertTrue(files)
        for file in files:
            with self.subTest(file.name):
                result = json.loads(file.read_text(encoding="utf-8"))
                script = SCRIPT.search(result["command"])
                self.assertTrue(script and (ROOT / script[0]).is_file(), result["command"])
                self.assertIn(result["section"], results.SECTIONS)
                self.assertEqual({len(result["columns"])}, {len(row) for row in result["rows"]})
                for _, plot in result["plots"]:
                    self.assertTrue((results.PAGE.parent / plot).is_file(), plot)

    def test_a_saved_measurement_is_in_the_page(self) -> None:
        with self.elsewhere() as page, contextlib.redirect_stdout(io.StringIO()) as said:
            self.save("b", line="What it means.", rows=[["a | b", 1_234, None]])
            text = page.read_text()
        self.assertIn("| a \\| b | 1,234 |  |", text)
        self.assertIn("What it means. `bench/startup.py`, ", text)
        self.assertIn("| a \\| b | 1,234 |  |", said.getvalue())

    def test_prints_only_when_nothing_is_to_be_kept(self) -> None:
        with self.elsewhere() as page, contextlib.redirect_stdout(io.StringIO()) as said:
            self.save("b", line="", rows=[[1, 2, 3]], keep=False)
            self.assertFalse(page.exists())
        self.assertIn("| 1 | 2 | 3 |", said.getvalue())

    def test_refuses_a_section_that_the_page_does_not_know(self) -> None:
        with self.assertRaises(ValueError):
            self.save("b", line="", rows=[], section="Elsewhere")

    @contextlib.contextmanager
    def elsewhere(self):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "RESULTS.md"
            with mock.patch.multiple(results, PAGE=page, FOLDER=Path(folder) / "results"):
                yield page

    def save(self, name, *, section="Machines", **more) -> None:
        results.save(name, title="Title", section=section, command="bench/startup.py", columns=["a", "b", "c"], **more)
