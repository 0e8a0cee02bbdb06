"""Which language a text is in, as far as rules need to know: mostly whether it is English."""

from functools import cache

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article
from copydesk.text import Hashes, contains, hash_words

_FUNCTION_WORDS = """the of and to is that it with his they at be this from have or by had not but what were when we
there can your which their if will each about how out them then she many some these would other into has more him two
been who its did than said are could after where over only also because through between while during against before
our should""".split()
_hashes = np.sort(hash_words(_FUNCTION_WORDS))

_OTHERS = {
    "de": """der die das und ist nicht ein eine den dem des mit von zu auf für sich auch es im wird sie er ich dass wie
    bei nach einer eines einem haben hat wurde werden noch nur aber oder aus vor über zum zur als sind""",
    "fr": """le la les des du de et est une un dans que qui pour pas sur avec au aux ce cette il elle ils sont été par
    plus mais ou nous vous leur leurs se sa son ses ne en d l qu n s""",
    "es": """el la los las de del y que en un una es por con para se no su al lo como más pero sus le ya o este ha sí
    porque esta entre cuando muy sin sobre también me hasta hay donde""",
    "it": """il lo la gli le di del della dei delle e che è un una in per con non si da al alla nel nella sono come più
    ma anche suo sua ha ed o questo questa dal dalla essere stato""",
    "pt": """o a os as de do da dos das e que em um uma é para com não se por no na nos nas ao mais como mas foi ele ela
    seu sua ou ser quando muito há também já está são""",
    "nl": """de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit naar door over
    ze hij wordt werd heeft deze dit wel geen kan hun of""",
}

MIN_SHARE = 0.15
"""English prose has a quarter and more of these words, others next to none (research: spelling.md, section 1)."""
_MIN_WORDS = 8


def english_function_words(words: Hashes) -> npt.NDArray[np.bool_]:
    """Whether each word, given by its hash, is a function word of English."""
    return contains(_hashes, words)


def is_english(analysis: Analysis) -> bool:
    """Whether the text is English, by the share of its function words; a text of a few words counts as English."""
    words = analysis.tokens.hash
    if words.size < _MIN_WORDS:
        return True
    return bool(np.mean(english_function_words(words)) >= MIN_SHARE)


@cache
def _others() -> dict[str, Hashes]:
    return {language: np.sort(hash_words(words.split())) for language, words in _OTHERS.items()}


_LEAD = 1.3
"""Related languages share function words; the right one has a third more of its own."""


def language_of(article: Article, analysis: Analysis) -> str | None:
    """Return the two letters of an article's language: as the file declares it, else by the function words.

    None where neither tells. As for `is_english`, a text of a few words counts as English.
    """
    if article.language:
        return article.language.replace("_", "-").partition("-")[0].lower()
    if is_english(analysis):
        return "en"
    words = analysis.tokens.hash
    shares = sorted((float(np.mean(contains(own, words))), language) for language, own in _others().items())
    (second, _), (best, language) = shares[-2:]
    return language if best >= MIN_SHARE and best >= _LEAD * second else None
