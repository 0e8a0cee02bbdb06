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
    return places[[_is_before_participle(analysis, place) for place in places.tolist()]] if places.size else places


def _is_before_participle(analysis: Analysis, token: int) -> bool:
    """Whether a participle that no noun belongs to stands behind a token, an adverb between them or not."""
    tokens, behind = analysis.tokens, _words_behind(analysis, token)
    place = token + 1
    if len(behind) > 1 and is_only(behind[0], ADVERB):
        behind = behind[1:]
        place += 1
    if not behind:
        return False
    if behind[0] in _NEVER_OF_SOMETHING:
        return True
    end = int(tokens.end[place])
    is_closed = behind[1] in _BEHIND_A_VERB if len(behind) > 1 else analysis.text[end : end + 1] in _ENDS
    return is_closed and may_be(behind[0], PARTICIPLE + PAST)


def _words_behind(analysis: Analysis, token: int) -> list[str]:
    """Return up to three words behind a token, as far as nothing but white space parts them in its sentence."""
    following = np.arange(token + 1, min(token + 4, analysis.tokens.start.size))
    marks = np.flatnonzero(parted(analysis, following))
    return [analysis.folded(place) for place in following[: marks[0] if marks.size else None].tolist()]
