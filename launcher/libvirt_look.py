"""Tells as JSON what a connection to libvirt shows. A program of its own, because a connection may hang, and then it is ended.

It uses the same library as the services, and it opens the connection for writing as they do: on RHEL everybody may connect to the
socket, and polkit decides afterwards. It changes nothing.
"""

from __future__ import annotations

import ctypes
import json
import sys
from xml.etree import ElementTree

MOST_NAMES = 200


def look(uri: str) -> dict:
    """:return: ``error``, or ``pools`` (name, active, path) and ``networks`` (name, active)"""
    library = _library()
    connection = library.virConnectOpen(uri.encode())
    if not connection:
        return {"error": (library.virGetLastErrorMessage() or b"unknown error").decode(errors="replace")}
    try:
        pools = [
            {"name": name, "active": active, "path": _pool_path(library, connection, name)}
            for name, active in _names(library, connection, "StoragePools")
        ]
        networks = [{"name": name, "active": active} for name, active in _names(library, connection, "Networks")]
        return {"error": "", "pools": pools, "networks": networks}
    finally:
        library.virConnectClose(connection)


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libvirt.so.0")
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for function, result, arguments in (
        ("virConnectOpen", pointer, [text]),
        ("virConnectClose", number, [pointer]),
        ("virGetLastErrorMessage", text, []),
        ("virConnectListStoragePools", number, [pointer, pointer, number]),
        ("virConnectListDefinedStoragePools", number, [pointer, pointer, number]),
        ("virConnectListNetworks", number, [pointer, pointer, number]),
        ("virConnectListDefinedNetworks", number, [pointer, pointer, number]),
        ("virStoragePoolLookupByName", pointer, [pointer, text]),
        ("virStoragePoolGetXMLDesc", text, [pointer, ctypes.c_uint]),
    ):
        declared = getattr(library, function)
        declared.restype, declared.argtypes = result, arguments
    return library


def _names(library: ctypes.CDLL, connection: int, kind: str) -> list[tuple[str, bool]]:
    """Names of the active ones, then of the others."""
    found = []
    for function, active in ((f"virConnectList{kind}", True), (f"virConnectListDefined{kind}", False)):
        names = (ctypes.c_char_p * MOST_NAMES)()
        count = getattr(library, function)(connection, names, MOST_NAMES)
        found += [(name.decode(errors="replace"), active) for name in names[: max(0, count)] if name]
    return found


def _pool_path(library: ctypes.CDLL, connection: int, name: str) -> str:
    """The pool's folder; empty for a pool that has none."""
    pool = library.virStoragePoolLookupByName(connection, name.encode())
    described = library.virStoragePoolGetXMLDesc(pool, 0) if pool else None
    return ElementTree.fromstring(described).findtext("target/path", "") if described else ""


if __name__ == "__main__":
    print(json.dumps(look(sys.argv[1])))
