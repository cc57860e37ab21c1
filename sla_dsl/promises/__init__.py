"""Rooms, one a verb: how a sentence becomes a form, and how it is said in plain English."""
