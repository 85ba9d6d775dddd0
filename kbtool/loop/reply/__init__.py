"""Drafts of replies to what customers write."""
