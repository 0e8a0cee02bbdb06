"""Asking a LanguageTool server, by language-tool-python; imported by those only who do.

Of the library the requests and the reading of answers are used. Three of its traps are gone round: its retries are
ours, since it tries too long; characters beyond U+FFFF, beside which its lengths are wrong, are sent as others; and a
proxy is never asked for a server of this machine.
"""

import re
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import language_tool_python
from language_tool_python.exceptions import LanguageToolError

SENTENCES_ONLY = "allButTextLevelOnly"
"""LanguageTool's mode without the rules that compare sentences: what is said of a paragraph is the same whatever stands
before and behind it in a request, so that it can be kept by the paragraph."""
_PARTED_BY = "\n\n"
_NOT_ONE_UNIT = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")
_SHOWN = 200
"""Characters of an answer that a message shows."""
_STAND_IN = "\u263a"
"""Sent for a character that is two UTF-16 code units, or half of one: then LanguageTool counts as Python does."""


class Remark(NamedTuple):
    """What LanguageTool says of a stretch of a text, in code points; `replacement` is empty where it knows none."""

    start: int
    end: int
    rule: str
    category: str
    kind: str
    message: str
    replacement: str


class UnreachableError(Exception):
    """The server can't be asked."""


class AnswerError(Exception):
    """The server answers with what can't be understood."""


class UnknownLanguageError(Exception):
    """The server does not know the language."""


class Client(language_tool_python.LanguageTool):
    """Asks one server about texts in one language."""

    def __init__(self, url: str, language: str, *, is_ours: bool, timeout: float, switched_off: Sequence[str]) -> None:
        """Ask the server for the languages that it knows; `switched_off` are rules of LanguageTool not to run.

        Raises `UnknownLanguageError` and what `check_all` raises.
        """
        self._timeout = timeout
        proxies = {"http": "", "https": ""} if is_ours else None
        try:
            super().__init__(language, remote_server=url, proxies=proxies)
        except ValueError as error:
            raise UnknownLanguageError(language) from error
        except (LanguageToolError, TypeError, AttributeError, LookupError) as error:
            raise _told(error, url) from error
        self.disabled_rules = set(switched_off)

    def check_all(self, texts: Sequence[str]) -> list[list[Remark]]:
        """Return the remarks on each of some texts, from one request.

        Raises `UnreachableError` and `AnswerError`.
        """
        sent = [_NOT_ONE_UNIT.sub(_STAND_IN, text) for text in texts]
        try:
            matches = self.check(_PARTED_BY.join(sent))
            remarks = sorted(map(_remark, matches))
        except (LanguageToolError, ValueError, TypeError, AttributeError, LookupError) as error:
            raise _told(error, self._url) from error
        found: list[list[Remark]] = []
        start = 0
        for text in sent:
            end = start + len(text)
            inside = [it for it in remarks if start <= it.start < it.end <= end]
            found.append([it._replace(start=it.start - start, end=it.end - start) for it in inside])
            start = end + len(_PARTED_BY)
        return found

    def _create_params(self, text: str) -> dict[str, str]:
        return {**super()._create_params(text), "mode": SENTENCES_ONLY}

    def _query_server(
        self,
        url: str,
        params: dict[str, str] | None = None,
        num_tries: int = 1,
        method: Literal["get", "post"] = "get",
    ) -> Any:
        del num_tries
        return super()._query_server(url, params, 1, method)

    @property
    def _TIMEOUT(self) -> float:  # type: ignore[override]  # noqa: N802 (the library's name)
        return self._timeout


def _remark(match: language_tool_python.Match) -> Remark:
    start, length = match.offset, match.error_length
    if not (isinstance(start, int) and isinstance(length, int)):
        raise TypeError(f"offset {start!r}, length {length!r}")
    replacement = match.replacements[0] if match.replacements else ""
    words = (match.rule_id, match.category, match.rule_issue_type, match.message, replacement)
    if not all(isinstance(word, str) for word in words):
        raise TypeError(f"{words!r} are no strings")
    return Remark(start, start + length, *words)


def _told(error: Exception, url: str) -> UnreachableError | AnswerError:
    """Say what is wrong with a server: whether it is not there, or says what it should not."""
    cause = error.__cause__
    if isinstance(error, LanguageToolError) and isinstance(cause, OSError) and not isinstance(cause, ValueError):
        return UnreachableError(f"{url} can't be asked: {_short(cause)}")
    return AnswerError(f"{url} gives no answer of LanguageTool's: {_short(error)}")


def _short(error: BaseException) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
