"""What can be asked of a configuration that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import access, ask, posix
from .opened import Opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.server_facts import ServerFacts
    from xmailaudit.policy.account_facts import AccountFacts
    from xmailaudit.policy.admission import Access
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.known_addresses import Listed
    from xmailaudit.policy.questions import Question, Route
    from xmailaudit.policy.routing.domain import Name
    from xmailaudit.policy.tls.certificate_names import ChosenNames
    from xmailaudit.policy.tls.inspection import Inspection

    from .answers import Moment

__all__ = ["Answering"]


class Answering(Opened):
    """A MailRoot that answers questions."""

    __slots__ = ()

    def ask(self, question: Question, *, at: Moment = None) -> Decision:
        """What would XMail do?  Raises QuestionError."""
        return ask(self.root, question, at=at)

    def routes(
        self, question: Route, *, at: Moment = None
    ) -> Iterator[tuple[Name, Decision | None]]:
        """What becomes of mail for every address of a domain: the recipient is `@example.com`.

        Raises QuestionError and UnseenFileError.
        """
        from xmailaudit.policy.routing.answers import answer_domain
        from xmailaudit.policy.world import World

        return answer_domain(self.root, question, World(now=posix(at)))

    def access(self, service: str) -> Access:
        """Who is let in?  Raises UnseenFileError."""
        return access(self.root, service)

    def addresses(self, domain: str | None = None) -> Iterator[Listed]:
        """Every address and domain that a table or file names, or those of a domain, as a stream.

        Raises UnseenFileError.
        """
        from xmailaudit.mailroot.file_names import held
        from xmailaudit.policy.known_addresses import known_addresses

        return known_addresses(self.root, None if domain is None else held(domain))

    def account(self, address: str) -> AccountFacts:
        """What is known of the account that mail for an address comes to.

        Raises QuestionError where there is none, and UnseenFileError.
        """
        from xmailaudit.mailroot.file_names import held
        from xmailaudit.policy.account_facts import account_facts

        return account_facts(self.root, held(address))

    def complete(self, prefix: str, most: int = 20) -> tuple[str, ...]:
        """The known addresses that begin so, in any case; `@` and more gives domains."""
        from .completing import complete

        return complete(self.root, prefix, most)

    def certificate(self, *, at: Moment = None, names: Iterable[str] = ()) -> Inspection:
        """What certificate and key there are, and whether XMail can serve them.

        `names` are host names, in ASCII, to check beside the server's own.
        """
        from xmailaudit.policy.tls.inspection import inspect
        from xmailaudit.policy.world import World

        moment = posix(at)
        return inspect(self.root, World(now=moment), moment, tuple(names))

    def certificate_names(self, given: Iterable[str] = (), *, closed: bool = False) -> ChosenNames:
        """The names that a certificate is to be for; `closed` takes those of one network, too.

        Raises NoNameError.
        """
        from xmailaudit.policy.tls.certificate_names import chosen_names

        return chosen_names(self.root, tuple(given), closed=closed)

    def facts(self, *, at: Moment = None, counting: bool = True) -> ServerFacts:
        """What server it is: version, start options, ports, names, certificates, how much it holds.

        Without `counting` it costs next to nothing; 100,000 accounts are counted in about a second
        and a half, once.
        """
        from xmailaudit.audit.server_facts import server_facts

        return server_facts(self.root, self.profile, posix(at), counting=counting)
