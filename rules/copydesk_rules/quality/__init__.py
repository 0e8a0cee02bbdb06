"""The quality signals by which training corpora are filtered: Gopher, C4, FineWeb, one rule each. All opt-in."""
