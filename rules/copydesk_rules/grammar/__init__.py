"""Grammar: sentences that lack what a sentence needs."""
