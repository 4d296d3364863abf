"""Certificate, key and stores as a JSON value: format `xmailaudit-certificate`, version 1.

Names and texts are the foreign data as it is; within version 1 keys may be added, none removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import xmailaudit

from .certificate_dates import days_left, moment
from .escape import decoded

if TYPE_CHECKING:
    from xmailaudit.certificates.certificate import PublicKey
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.tls.inspection import Inspection, Presented

    from .language import Words

    Json = dict[str, Any]

__all__ = ["FORMAT", "VERSION", "certificate_json"]

FORMAT: Final = "xmailaudit-certificate"
VERSION: Final = 1


def certificate_json(found: Inspection, root: MailRoot, words: Words) -> Json:
    """All that was found, ready for `json.dumps`."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "tool": {"name": "xmailaudit", "version": xmailaudit.__version__},
        "target": {"kind": root.source.kind.value, "location": root.source.location},
        "evaluated_at": moment(found.at),
        "usable": found.usable,
        "serving": {
            "decision": found.serving.answer.value,
            "trace": [
                {
                    "file": None if step.place is None else decoded(step.place.file),
                    "line": None if step.place is None else step.place.line,
                    "reason": words.message(step.reason),
                }
                for step in found.serving.trace
            ],
            "missing": [words.message(one) for one in found.serving.missing],
        },
        "certificates": [_presented(one, found.at) for one in found.presented],
        "in_order": found.in_order if found.presented else None,
        "missing_issuer": found.missing_issuer,
        "key": {
            "state": None if found.key.state is None else found.key.state.value,
            "matches": found.key.matches,
            **_key(found.key.public),
        },
        "names": [
            {
                "name": decoded(one.name),
                "setting": one.setting,
                "covered": one.covered,
            }
            for one in found.names
        ],
        "hidden_settings": list(found.hidden_names),
        "verifies": found.verifies,
        "stores": [
            {
                "path": one.path,
                "setting": one.setting,
                "in_use": one.read,
                "certificates": one.certificates,
            }
            for one in found.stores
        ],
        "library": None if found.library is None else found.library.version,
        "modes": {path: None if mode is None else f"{mode:04o}" for path, mode in found.modes},
    }


def _presented(one: Presented, at: float) -> Json:
    from hashlib import sha256

    certificate = one.certificate
    return {
        "line": one.line,
        "role": one.role.value,
        "place": one.place,
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": f"{certificate.serial:x}",
        "sha256": sha256(certificate.der).hexdigest(),
        "dns_names": list(certificate.dns_names),
        "addresses": list(certificate.addresses),
        "common_names": list(certificate.common_names),
        "self_signed": certificate.self_signed,
        "not_before": moment(certificate.not_before),
        "not_after": moment(certificate.not_after),
        "days_left": days_left(certificate.not_after, at),
        "dates": one.dates.value,
        "signed_over": certificate.hash_name,
        "key": _key(certificate.key),
    }


def _key(key: PublicKey | None) -> Json:
    """A public key: its kind, its length where that is known, its curve if any."""
    return {
        "kind": None if key is None else key.kind,
        "bits": None if key is None else key.bits or None,
        "curve": None if key is None else key.curve,
    }
