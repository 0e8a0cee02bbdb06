"""Finds "of" in the place of "have": "could of been"."""

from functools import cache

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, contains, hash_words
from copydesk_rules.english.parts_of_speech import ADVERB, PARTICIPLE, PAST, is_only, may_be
from copydesk_rules.english.symbols import parted

_MODALS = """could should would must might couldn't shouldn't wouldn't mustn't mightn't couldn’t shouldn’t wouldn’t
mustn’t mightn’t""".split()
_OF = hash_words(["of"])[0]
_NEVER_OF_SOMETHING = frozenset("been become come gone gotten had happened".split())
"""Participles that stand before no noun: "could of been" is wrong whatever comes behind."""
_BEHIND_A_VERB = frozenset(
    """a all an any anything at away back better by down everything for her him his in it its me more my no
    nobody nothing off on our out over so some something that the their them there these this those to up us
    with you your""".split()
)
"""What stands behind a verb and not within "of broken treaties"; nor does the end of a sentence. That of a line tells
nothing: the noun may stand on the next one."""
_ENDS = tuple(".!?;")


@cache
def _modals() -> Hashes:
    return np.sort(hash_words(_MODALS))


def of_for_have(analysis: Analysis) -> npt.NDArray[np.intp]:
    """Return the tokens "of" that stand for "have": between a modal verb and a past participle; for `Analysis.memo`.

    In "as well as he could of broken treaties" or "would of necessity" it stands for itself.
    """
    tokens = analysis.tokens
    places = np.flatnonzero(tokens.hash[1:] == _OF) + 1
    places = places[contains(_modals(), tokens.hash[places - 1])]
    places = places[~parted(analysis, places)]
    behind = _words_behind(analysis, places)
    kept = [_is_before_participle(analysis, *it) for it in zip(places.tolist(), behind, strict=True)]
    return places[np.array(kept, np.bool_)]


def _is_before_participle(analysis: Analysis, token: int, behind: list[str]) -> bool:
    """Whether the words behind a token begin with a participle that no noun belongs to, an adverb before it or not."""
    place = token + 1
    if len(behind) > 1 and is_only(behind[0], ADVERB):
        behind = behind[1:]
        place += 1
    if not behind:
        return False
    if behind[0] in _NEVER_OF_SOMETHING:
        return True
    end = int(analysis.tokens.end[place])
    is_closed = behind[1] in _BEHIND_A_VERB if len(behind) > 1 else analysis.text[end : end + 1] in _ENDS
    return is_closed and may_be(behind[0], PARTICIPLE + PAST)


def _words_behind(analysis: Analysis, tokens: npt.NDArray[np.intp]) -> list[list[str]]:
    """Return up to three words behind each token, as far as nothing but white space parts them in its sentence."""
    following, size = tokens[:, None] + np.arange(1, 4), analysis.tokens.start.size
    stops = parted(analysis, np.minimum(following, size - 1).ravel()).reshape(following.shape) | (following >= size)
    counts = np.where(stops.any(1), stops.argmax(1), 3)
    ranges = zip((tokens + 1).tolist(), (tokens + 1 + counts).tolist(), strict=True)
    return [analysis.words(first, last) for first, last in ranges]
