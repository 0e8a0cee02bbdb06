#!/usr/bin/env python3
"""Build the data of the spelling rules from packages of the registries. For maintainers; never run by copydesk.

    apt-get install hunspell hunspell-en-us hunspell-en-gb wamerican-huge wbritish-huge
    pip install wordfreq
    cargo add typos-dict && cargo fetch          # its source holds the list of known misspellings
    python scripts/build_lexicon.py ~/.cargo/registry/src/*/typos-dict-*/src/word_codegen.rs

Writes to rules/copydesk_rules/spelling/data/; `LICENCES.md` there says whose data it is. A word is valid when Hunspell
accepts it in American or British English; its frequency is wordfreq's (Zipf scale: log10 of uses in 10^9 words).
"""

import argparse
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from wordfreq import get_frequency_dict

from copydesk.text import hash_words

DATA = Path(__file__).parents[1] / "rules/copydesk_rules/spelling/data"
WORD_LISTS = ("/usr/share/dict/american-english-huge", "/usr/share/dict/british-english-huge")
MIN_ZIPF = 2.0
"""Words that are not valid are kept from this frequency on: what is written so often is no slip."""
MIN_SUGGESTED_ZIPF = 2.5
_ENTRY = re.compile(
    r'InsensitiveStr::(?:Ascii|Unicode)\(\s*(?:unicase::\w+::new\()?"([a-z]+)"\)?[^&]{0,20}&\[([^\]]*)\]'
)


def rejected(words: Iterable[str]) -> set[str]:
    """Return the words that Hunspell knows neither in American nor in British English."""
    call = ["hunspell", "-i", "utf-8", "-d", "en_US,en_GB", "-l"]
    done = subprocess.run(call, input="\n".join(words) + "\n", capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n"))


def known_misspellings(source: Path, valid: set[str]) -> dict[str, list[str]]:
    """Read typos' list from the source of its crate: misspelling to corrections."""
    found = {}
    for wrong, right in _ENTRY.findall(source.read_text("utf-8")):
        corrections = [word for word in re.findall(r'"([a-z]+)"', right) if word in valid]
        if corrections and wrong not in valid:
            found[wrong] = corrections
    return found


def main() -> None:
    """Build all files."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("typos", type=Path, help="word_codegen.rs of the crate typos-dict")
    args = cli.parse_args()
    frequency = get_frequency_dict("en", "large")
    candidates = set(frequency)
    for name in WORD_LISTS:
        candidates |= set(Path(name).read_text("utf-8").split())
    candidates = {word for word in candidates if word.isalpha() and word.isascii() and word.islower()}
    valid = candidates - rejected(sorted(candidates))
    zipf = {word: max(0.0, float(np.log10(frequency[word]) + 9)) for word in candidates if word in frequency}
    words = sorted(word for word in candidates if word in valid or zipf.get(word, 0.0) >= MIN_ZIPF)
    hashes = hash_words(words)
    order = np.argsort(hashes)
    tenths = np.array([round(10 * zipf.get(word, 0.0)) for word in words], np.uint8)
    is_valid = np.array([word in valid for word in words], np.uint8)
    # One byte a word: the frequency in tenths, and whether it is valid in the highest bit.
    with (DATA / "lexicon.bin").open("wb") as stream:
        stream.write(hashes[order].tobytes())
        stream.write((tenths | is_valid << 7)[order].tobytes())
    common = sorted((word[0], len(word), word) for word in valid if zipf.get(word, 0.0) >= MIN_SUGGESTED_ZIPF)
    (DATA / "common.txt").write_text("\n".join(word for _, length, word in common if length >= 4) + "\n", "utf-8")
    misspellings = known_misspellings(args.typos, valid)
    wrong = sorted(misspellings)
    hashes = hash_words(wrong)
    order = np.argsort(hashes)
    hashes[order].tofile(DATA / "misspellings.bin")
    lines = (" ".join(misspellings[wrong[place]]) for place in order)
    (DATA / "misspellings.txt").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(words)} words, {len(valid)} valid, {len(common)} common, {len(wrong)} known misspellings")


if __name__ == "__main__":
    main()
