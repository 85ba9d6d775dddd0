"""Asking other hosts whether a link still works; only `kbtool check --external` comes here."""
