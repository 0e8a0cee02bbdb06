"""Asks three extractors for the article of pages, in a process of its own: a script, which imports nothing of copydesk.

    python -P extractors.py SECONDS

Reads pages from standard input and writes what each extractor takes for their article, until input ends. A page can
make an extractor crash, loop or eat memory: then this process ends, and whoever asked knows by that.

A message is its length in eight bytes, big endian, and so many bytes: of a page UTF-8, of an answer JSON. There is one
answer for each extractor, in the order of `EXTRACTORS`: the lines it found, or a string that says why there are none.
"""

import faulthandler
import json
import logging
import os
import sys
from collections.abc import Callable
from typing import IO, Any

LENGTH_BYTES = 8
MEMORY_BYTES = 2 << 30
"""What the process may have of memory, its libraries with it, where the system can tell."""
_INLINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong"
    " sub sup time tt u var wbr"
).split()


def trafilatura_lines(page: str) -> list[str]:
    """Return the lines that trafilatura takes for the article of a page."""
    import trafilatura

    return (trafilatura.extract(page, include_comments=False, include_tables=True) or "").splitlines()


def readability_lines(page: str) -> list[str]:
    """Return the lines that readability-lxml takes for the article of a page."""
    from lxml import etree, html
    from readability import Document

    root = html.fromstring(Document(page).summary(html_partial=True))
    etree.strip_tags(root, etree.Comment, *_INLINE)
    return [line for line in root.itertext() if not line.isspace()]


def newspaper_lines(page: str) -> list[str]:
    """Return the lines that newspaper4k takes for the article of a page."""
    import newspaper

    settings = newspaper.Config()
    settings.fetch_images = False
    article = newspaper.Article("http://localhost/", config=settings)
    article.download(input_html=page)
    article.parse()
    return [line for line in article.text.splitlines() if line.strip()]


EXTRACTORS: dict[str, Callable[[str], list[str]]] = {
    "trafilatura": trafilatura_lines,
    "readability": readability_lines,
    "newspaper": newspaper_lines,
}


def answer(extract: Callable[[str], list[str]], page: str) -> list[str] | str:
    """Return the lines that an extractor finds, or in one line why it finds none."""
    try:
        return extract(page)
    except ModuleNotFoundError:
        return "is not installed (pip install 'copydesk[html]')"
    except Exception as error:  # whatever a page does to it
        first, *_ = str(error).splitlines() or [""]
        return f"fails ({type(error).__name__}: {first.rstrip(' .:')})"


def serve(pages: IO[bytes], answers: IO[bytes], seconds: float) -> None:
    """Answer pages until there are no more; the process ends where an extractor takes longer than `seconds`."""
    while header := pages.read(LENGTH_BYTES):
        page = pages.read(int.from_bytes(header, "big")).decode()
        for extract in EXTRACTORS.values():
            faulthandler.dump_traceback_later(seconds, exit=True)  # a thread in C, which no loop holds up
            message = json.dumps(answer(extract, page)).encode()
            faulthandler.cancel_dump_traceback_later()
            answers.write(len(message).to_bytes(LENGTH_BYTES, "big") + message)
            answers.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # on Windows
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, most))


def _stay_off_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    del arguments
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise PermissionError("extractors must not use the network")


def main() -> None:
    """Serve on standard input and output, which extractors that print must not disturb."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.disable()
    sys.addaudithook(_stay_off_the_network)
    _limit_memory()
    serve(sys.stdin.buffer, answers, float(sys.argv[1]))


if __name__ == "__main__":
    main()
