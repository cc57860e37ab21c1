"""What two policies differ in by what they mean: their edits, the changes these bring, and their history in git."""
