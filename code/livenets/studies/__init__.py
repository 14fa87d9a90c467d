"""Experiments that take longer than a chapter may: a script and its JSON."""
