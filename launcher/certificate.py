"""TLS to a service of this machine, which is known by the very certificate that it was given."""

from __future__ import annotations

import re
import ssl

from launcher.problem import Problem

_FIRST = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
# X509_V_FLAG_PARTIAL_CHAIN, which Python names since 3.10: the certificate itself is trusted, whoever signed it.
_PARTIAL_CHAIN = 0x80000


def trusting(file: str) -> ssl.SSLContext:
    """Takes the first certificate of the file and no other, by whatever name: its key never leaves the service.

    :raises Problem: when there is none
    """
    try:
        with open(file, encoding="ascii", errors="replace") as pem:
            own = _FIRST.search(pem.read())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_flags |= _PARTIAL_CHAIN
        context.load_verify_locations(cadata=own.group() if own else "")
    except (OSError, ValueError) as e:
        raise Problem(f"{file} holds no certificate that can be read.", "It is named by the setting tls.certificate_file.") from e
    return context
