"""Verbs that do something, by the room that they knock at. A new one is a class here and a line in `vocabulary.py`."""
