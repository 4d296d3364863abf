"""What server it is, as a JSON value; null is what nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.mailroot.switches import join_words

from .certificate_dates import days_left, moment
from .escape import decoded

if TYPE_CHECKING:
    from xmailaudit.audit.server_facts import ServerFacts
    from xmailaudit.mailroot.listener import Listener
    from xmailaudit.policy.tls.inspection import Presented

    Json = dict[str, Any]

__all__ = ["facts_json"]


def facts_json(facts: ServerFacts) -> Json:
    """All facts."""
    options, services = facts.start_options, facts.services
    file = options.origin.file
    return {
        "version": facts.version,
        "version_known": facts.version_known,
        "platform": facts.platform,
        "start_options": {
            "words": decoded(join_words(options.words)) if options.known or options.words else None,
            "origin": options.origin.kind.value,
            "file": None if file is None else decoded(file),
        },
        "starts": facts.starts if options.known else None,
        "services": None if services is None else {name: _service(one) for name, one in services},
        "names": {
            one.name: {
                "state": one.state.value,
                "value": None if one.text is None else decoded(one.text),
            }
            for one in facts.names
        },
        "certificates": None
        if facts.certificates is None
        else [_certificate(one, facts.at) for one in facts.certificates],
        "counts": None if facts.counts is None else facts.counts._asdict(),
        "bytes_read": facts.bytes_read,
    }


def _service(listener: Listener) -> Json:
    everywhere = (("::" if listener.ipv6_any else "0.0.0.0", listener.port),)  # noqa: S104  # what is bound, not binding
    return {
        "enabled": listener.enabled,
        "listens": [
            {"address": decoded(address), "port": port}
            for address, port in listener.addresses or everywhere
        ]
        if listener.enabled
        else [],
    }


def _certificate(one: Presented, at: float) -> Json:
    certificate = one.certificate
    return {
        "role": one.role.value,
        "subject": certificate.subject,
        "not_before": moment(certificate.not_before),
        "not_after": moment(certificate.not_after),
        "state": one.dates.value,
        "days_left": days_left(certificate.not_after, at),
    }
