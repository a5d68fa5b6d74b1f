"""Verbs that check, by the room that they ask. A new one is a class here and a line in `vocabulary.py`."""
