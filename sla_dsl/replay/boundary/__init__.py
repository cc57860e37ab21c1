"""The smallest tables on which two policies part, as tests in the language that can be pasted into a policy."""
