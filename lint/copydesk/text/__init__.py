"""The shared columns: a text is tokenised once, and rules ask questions of arrays. Imports nothing of the project."""

from copydesk.text.analysis import Analysis
from copydesk.text.blocks import Block, BlockKind, Blocks, Frame, ShapedBlocks, find_blocks
from copydesk.text.characters import fold
from copydesk.text.fingerprints import Fingerprints
from copydesk.text.hashing import (
    Groups,
    Hashes,
    bits_of,
    contains,
    group,
    hash_edits,
    hash_word,
    hash_words,
    ranges,
    salted,
    shingles,
)
from copydesk.text.met_words import MetWords, Question, SpellingQuestion
from copydesk.text.parted import PartedRows, Rows
from copydesk.text.repeated import group_repeated
from copydesk.text.sentences import Sentences
from copydesk.text.some_texts import SomeTexts
from copydesk.text.tokens import TokenFlag, Tokens

__all__ = [
    "Analysis",
    "Block",
    "BlockKind",
    "Blocks",
    "Fingerprints",
    "Frame",
    "Groups",
    "Hashes",
    "MetWords",
    "PartedRows",
    "Question",
    "Rows",
    "Sentences",
    "ShapedBlocks",
    "SomeTexts",
    "SpellingQuestion",
    "TokenFlag",
    "Tokens",
    "bits_of",
    "contains",
    "find_blocks",
    "fold",
    "group",
    "group_repeated",
    "hash_edits",
    "hash_word",
    "hash_words",
    "ranges",
    "salted",
    "shingles",
]
