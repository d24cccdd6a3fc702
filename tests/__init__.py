"""The handbook's second half: the name of a test is a sentence, and a file is named after what it proves."""
