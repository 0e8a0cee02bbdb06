"""The shared columns: a text is tokenised once, and rules ask questions of arrays. Imports nothing of the project."""

from copydesk.text.analysis import Analysis, Blocks
from copydesk.text.blocks import Block, BlockKind, find_blocks
from copydesk.text.characters import fold
from copydesk.text.hashing import hash_word, hash_words, shingles
from copydesk.text.sentences import Sentences
from copydesk.text.tokens import TokenFlag, Tokens

__all__ = [
    "Analysis",
    "Block",
    "BlockKind",
    "Blocks",
    "Sentences",
    "TokenFlag",
    "Tokens",
    "find_blocks",
    "fold",
    "hash_word",
    "hash_words",
    "shingles",
]
