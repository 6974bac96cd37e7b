"""Asks an Airflow, by reading calls and a login only, what the configured account may do."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from http.client import HTTPException, InvalidURL
from pathlib import Path
from typing import Any, Mapping, Optional

from launcher.doctor.access import ACCEPTED, EXPIRED, MISSING, REFUSED, Access
from launcher.doctor.finding import without_credentials
from launcher.problem import Problem

SECONDS = 4.0
MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Answer:
    """``body`` is none where it is no JSON object."""

    status: int
    body: Optional[dict]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would take the login along, to wherever it leads."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


class Airflow:
    """One Airflow, called as the services call it: with their authorities and proxy, none of the environment's."""

    def __init__(self, settings: Mapping[str, str], root: Path) -> None:
        """
        :param root: the folder that a relative AIRFLOW_CA_FILE starts from
        :raises Problem: when that file holds no certificates, or the address a password
        """
        self.settings = settings
        self.url = settings["AIRFLOW_API_URL"].rstrip("/")
        if without_credentials(self.url) != self.url:
            raise Problem("AIRFLOW_API_URL holds a user or a password.", "Write them into AIRFLOW_USERNAME and AIRFLOW_PASSWORD")
        proxy = settings.get("AIRFLOW_PROXY")
        proxies = {scheme: f"http://{proxy}" for scheme in ("http", "https")} if proxy else {}
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=_trusting(settings, root)), _NoRedirects()
        )

    def access(self) -> Access:
        """:raises OSError: when it does not answer"""
        shown = Access(url=without_credentials(self.url), account=self._account())
        for major, path in ((3, "/api/v2"), (2, "/api/v1")):
            answer = self._ask(f"{path}/version")
            version = _text(answer.body, "version")
            if version:
                return self._logged_in(replace(shown, version=version), major, path)
        return replace(shown, status=answer.status)

    def _account(self) -> str:
        if self.settings.get("AIRFLOW_TOKEN"):
            return "the holder of AIRFLOW_TOKEN"
        return self.settings.get("AIRFLOW_USERNAME", "")

    def _logged_in(self, access: Access, major: int, path: str) -> Access:
        token = self.settings.get("AIRFLOW_TOKEN", "")
        user, password = self.settings.get("AIRFLOW_USERNAME", ""), self.settings.get("AIRFLOW_PASSWORD", "")
        if token and has_expired(claims(token), time.time()):
            return replace(access, login=EXPIRED)
        if not token and not (user and password):
            return replace(access, login=MISSING)
        if not token and major == 3:
            token = _text(self._ask("/auth/token", body={"username": user, "password": password}).body, "access_token")
            if not token:
                return replace(access, login=REFUSED)
        basic = base64.b64encode(f"{user}:{password}".encode()).decode()
        header = f"Bearer {token}" if token else f"Basic {basic}"
        dags = self._ask(f"{path}/dags?limit=1", header)
        if dags.status == 401 or (dags.status == 403 and not _knows_caller(dags, major)):
            return replace(access, login=REFUSED)
        return replace(
            access,
            login=ACCEPTED,
            reads_dags=dags.status == 200,
            role=_text(claims(token), "role").lower(),
            sees_connections=self._ask(f"{path}/connections?limit=1", header).status == 200,
        )

    def _ask(self, path: str, authorization: str = "", body: Optional[object] = None) -> Answer:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if authorization:
            headers["Authorization"] = authorization
        data = None if body is None else json.dumps(body).encode()
        try:
            with self._opener.open(urllib.request.Request(self.url + path, data, headers), timeout=SECONDS) as answer:
                return Answer(answer.status, _object(answer.read(MOST_BYTES)))
        except urllib.error.HTTPError as e:
            with e:
                return Answer(e.code, _object(e.read(MOST_BYTES)))


def why(error: Exception) -> str:
    """Why nothing answered, in words, none of which come from the address: it may hold a password."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, (TimeoutError, socket.timeout)):
        return f"no answer within {SECONDS:.0f} s"
    if isinstance(reason, OSError):
        return getattr(reason, "verify_message", "") or reason.strerror or type(reason).__name__
    if isinstance(error, HTTPException) and not isinstance(error, InvalidURL):
        return "it does not speak HTTP"
    return "this is not a valid address"


def claims(token: str) -> dict:
    """What a JWT says of its holder, unverified; nothing for any other token."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        return _object(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))) or {}
    except ValueError:
        return {}


def has_expired(claimed: Mapping[str, Any], now: float) -> bool:
    expiry = claimed.get("exp")
    return isinstance(expiry, (int, float)) and expiry < now


def _trusting(settings: Mapping[str, str], root: Path) -> ssl.SSLContext:
    authorities = settings.get("AIRFLOW_CA_FILE")
    try:
        return ssl.create_default_context(cafile=str(root / authorities) if authorities else None)
    except OSError as e:
        raise Problem(f"AIRFLOW_CA_FILE, {authorities}, holds no certificates that can be read.", "Name a PEM file") from e


def _knows_caller(refusal: Answer, major: int) -> bool:
    """Whether a 403 is about the role. Airflow 3 answers so to a bad token too, Airflow 2 to a wrong password."""
    return major == 3 and _text(refusal.body, "detail") == "Forbidden"


def _object(text: bytes) -> Optional[dict]:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _text(values: Optional[Mapping[str, Any]], name: str) -> str:
    value = (values or {}).get(name)
    return value if isinstance(value, str) else ""
