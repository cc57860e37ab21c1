"""Two policies over the same tables in one pass: which verdicts flip, by how much, and which edits flip them."""
