"""`python -m examples.generate`: writes the data of all examples."""

from examples.generate import write

write()
