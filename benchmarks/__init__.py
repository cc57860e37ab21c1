"""How fast it is: the program beside hand-written queries and other tools, over made-up leads."""
