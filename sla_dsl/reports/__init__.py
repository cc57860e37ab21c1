"""What is said: rooms that each render one report in one shape, purely, from the findings alone."""
