"""From an export to a running start: what is in it, and the files that a folder with an agreement begins with."""
