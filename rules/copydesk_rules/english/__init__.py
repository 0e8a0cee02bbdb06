"""What rules of several families know of English: parts of speech, and what stands round a word."""
