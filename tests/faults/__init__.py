"""Builds that are killed, starved and interrupted: what is published stays whole."""
