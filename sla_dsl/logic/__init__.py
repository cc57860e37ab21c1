"""Conditions as sets of rows: which rows satisfy one, how two of them relate, and a row that shows it."""
