"""A review in words: conditions, limits and targets in plain English, and the reports for people and programs."""
