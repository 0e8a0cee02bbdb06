"""What LanguageTool says of paragraphs: each is asked about once, many in one request, several requests at a time."""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import NamedTuple

from copydesk import Unfinished
from copydesk_rules.grammar.client import AnswerError, Client, Remark, UnknownLanguageError, UnreachableError
from copydesk_rules.grammar.memory import Memory

REQUEST_LENGTH = 8_000
"""Code points of a request: a second of LanguageTool's work, so that the overhead (5 ms) is nothing and a paragraph
that it chokes on spoils little else."""
REMEMBERED = 50_000
"""Paragraphs whose remarks are remembered: some 20 MB of text, in less than 20 MB."""
_BAD_ANSWERS = 3
"""After so many requests in a row that came to nothing the server is not asked again."""

Remarks = tuple[Remark, ...]


class Paragraph(NamedTuple):
    """A text and its language, as LanguageTool calls it."""

    language: str
    text: str


class Servers(NamedTuple):
    """The servers to ask: their addresses, and how.

    `is_ours` says that they run on this machine and come back when they die; `at_once` are the requests that this
    process makes at a time; `timeout` is in seconds; `switched_off` are rules of LanguageTool that do not run;
    `version` names the software behind them, and `folder` is where what they said is kept for other runs, if anywhere.
    """

    urls: tuple[str, ...]
    is_ours: bool
    at_once: int
    timeout: float
    switched_off: tuple[str, ...] = ()
    version: str = ""
    folder: str | None = None


class Checker:
    """Asks servers and remembers what they said. `revive` waits for one that is being started again."""

    def __init__(self, servers: Servers, revive: Callable[[str], bool]) -> None:
        """Nothing is asked yet."""
        self._servers = servers
        self._revive = revive
        self._clients: dict[tuple[str, str], Client | None] = {}
        self._said: OrderedDict[bytes, Remarks | Unfinished] = OrderedDict()
        self._gone: Unfinished | None = None
        self._bad_answers = 0
        self._memory = Memory(servers.folder) if servers.folder is not None else None
        self._salt = repr((servers.version, sorted(servers.switched_off))).encode()

    def _key(self, paragraph: Paragraph) -> bytes:
        """Name the paragraph, whatever article it stands in, and what it is judged by."""
        return blake2b(
            self._salt + "\0".join(("", *paragraph)).encode("utf-8", "surrogatepass"), digest_size=16
        ).digest()

    def remarks(self, paragraph: Paragraph) -> Remarks:
        """Return what is said of a paragraph. Raises `Unfinished` where the servers could not be asked."""
        key = self._key(paragraph)
        if key not in self._said:
            self.ask([paragraph])
        said = self._said[key]
        if isinstance(said, Unfinished):
            raise said
        return said

    def ask(self, paragraphs: Iterable[Paragraph]) -> None:
        """Ask about all paragraphs that are not remembered, and remember what is said or what went wrong."""
        new = {key: it for it in paragraphs if self._touch(key := self._key(it)) is None}
        known = self._recall(new)
        batches = list(_batches(it for key, it in new.items() if key not in known))
        said = {
            self._key(paragraph): answer
            for batch, answers in zip(batches, self._answers_to(batches), strict=True)
            for paragraph, answer in zip(batch, answers, strict=True)
        }
        self._said.update(known)
        self._said.update(said)
        while len(self._said) > max(REMEMBERED, len(new)):
            self._said.popitem(last=False)
        if self._memory is not None:
            self._memory.keep({key: answer for key, answer in said.items() if not isinstance(answer, Unfinished)})

    def _recall(self, new: Mapping[bytes, Paragraph]) -> dict[bytes, Remarks]:
        """Return what earlier runs were told, as far as it can be true of the texts."""
        known = self._memory.recall(new) if self._memory is not None else {}
        return {
            key: remarks
            for key, remarks in known.items()
            if all(0 <= it.start < it.end <= len(new[key].text) for it in remarks)
        }

    def _answers_to(self, batches: Sequence[Sequence[Paragraph]]) -> list[list[Remarks | Unfinished]]:
        """Return what is said of each paragraph of each batch."""
        urls = self._servers.urls
        # Processes have neighbouring numbers, so that each begins with a server of its own.
        asked = [(urls[(os.getpid() + number) % len(urls)], batch) for number, batch in enumerate(batches)]
        if self._servers.at_once == 1 or len(asked) < 2:
            return [self._answers(*it) for it in asked]
        with ThreadPoolExecutor(self._servers.at_once) as pool:
            return list(pool.map(self._answers, *zip(*asked, strict=True)))

    def _touch(self, key: bytes) -> Remarks | Unfinished | None:
        """Return what is remembered, as the last thing to be forgotten."""
        if key in self._said:
            self._said.move_to_end(key)
        return self._said.get(key)

    def _answers(self, url: str, batch: Sequence[Paragraph]) -> list[Remarks | Unfinished]:
        """Return what is said of each of some paragraphs in one language, or of all of them why nothing is."""
        try:
            return [tuple(remarks) for remarks in self._request(url, batch)]
        except Unfinished as failed:
            return [failed] * len(batch)

    def _request(self, url: str, batch: Sequence[Paragraph]) -> Sequence[Sequence[Remark]]:
        """Return the remarks on each of some paragraphs; a request that fails is made once more."""
        for is_last in (False, True):
            if self._gone is not None:
                raise self._gone
            try:
                client = self._client(url, batch[0].language)
                said = client.check_all([it.text for it in batch]) if client is not None else [[]] * len(batch)
            except UnreachableError as error:
                if is_last or not self._revive(url):
                    self._gone = Unfinished(str(error))
            except AnswerError as error:
                if is_last:
                    self._bad_answers += 1
                    failed = Unfinished(str(error))
                    self._gone = failed if self._bad_answers >= _BAD_ANSWERS else self._gone
                    raise failed from error
            else:
                self._bad_answers = 0
                return said
        assert self._gone is not None
        raise self._gone

    def _client(self, url: str, language: str) -> Client | None:
        """Return what asks a server in one language; None where it does not know that."""
        key = url, language
        if key not in self._clients:
            servers = self._servers
            try:
                self._clients[key] = Client(
                    url,
                    language,
                    is_ours=servers.is_ours,
                    timeout=servers.timeout,
                    switched_off=servers.switched_off,
                )
            except UnknownLanguageError:
                self._clients[key] = None
        return self._clients[key]


def _batches(paragraphs: Iterable[Paragraph]) -> Iterator[list[Paragraph]]:
    """Part paragraphs by language into requests of about `REQUEST_LENGTH`."""
    waiting: dict[str, list[Paragraph]] = {}
    lengths: dict[str, int] = {}
    for paragraph in paragraphs:
        batch = waiting.setdefault(paragraph.language, [])
        length = lengths.get(paragraph.language, 0) + len(paragraph.text)
        if batch and length > REQUEST_LENGTH:
            yield waiting.pop(paragraph.language)
            batch = waiting[paragraph.language] = []
            length = len(paragraph.text)
        batch.append(paragraph)
        lengths[paragraph.language] = length
    yield from waiting.values()
