"""docs/adr has a page for each decision, all of one form, and an index."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))


class DecisionsTest(unittest.TestCase):
    def test_each_has_a_number_and_the_parts_of_an_architecture_decision_record(self):
        for number, page in enumerate(PAGES, 1):
            with self.subTest(page.name):
                text = page.read_text()
                self.assertTrue(page.name.startswith(f"{number:04d}-"))
                self.assertTrue(text.startswith(f"# {number}. "))
                self.assertEqual(["Status", "Context", "Decision", "Consequences"], re.findall(r"^## (.+)$", text, re.MULTILINE))
                self.assertLess(len(text.splitlines()), 50, "is one page")

    def test_the_index_has_all_with_their_status(self):
        index = (ROOT / "docs/adr/README.md").read_text()
        rows = re.findall(r"^\| (\d+) \| \[(.+)]\((.+)\) \| (.+) \|$", index, re.MULTILINE)
        self.assertEqual([page.name for page in PAGES], [file for _, _, file, _ in rows])
        for number, title, file, status in rows:
            text = (ROOT / "docs/adr" / file).read_text()
            self.assertIn(f"# {number}. {title}\n\n## Status\n\n{status}\n", text)


if __name__ == "__main__":
    unittest.main()
