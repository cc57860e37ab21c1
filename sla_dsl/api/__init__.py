"""The library for other programs: a policy as a value that can be asked and checked; nothing is printed or exited."""
