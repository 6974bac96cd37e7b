"""Finds a Python that Airflow runs on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Optional

from launcher import distribution
from launcher.problem import Problem

MINORS = range(10, 14)  # what apache-airflow 3.3 supports


def is_suitable(python: str) -> bool:
    """Whether it is of a supported version and can make a virtual environment with pip."""
    probe = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", probe], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.split() in [["3", str(minor)] for minor in MINORS]


def suitable(search_path: str) -> Optional[str]:
    """The Python that runs the launcher if it will do, else the newest on the path, if any will."""
    names = [f"python3.{minor}" for minor in reversed(MINORS)]
    found = [shutil.which(name, path=search_path) for name in names]
    return next(filter(is_suitable, [sys.executable, *filter(None, found)]), None)


def find(search_path: str) -> str:
    python = suitable(search_path)
    if python:
        return python
    raise Problem(
        f"The demo Airflow needs Python 3.{MINORS[0]} to 3.{MINORS[-1]} with the venv module.",
        f"Install it, for example: {distribution.at_hand().install(distribution.PYTHON_FOR_AIRFLOW)}; "
        "or set AIRFLOW_API_URL, or use --no-airflow.",
    )
