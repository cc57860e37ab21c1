"""The only room that knows lark: policy text to syntax tree, comments, and back (the formatter)."""
