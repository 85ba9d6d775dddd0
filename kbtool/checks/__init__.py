"""Judging: every check is one small generator with a permanent id, a family a module."""
