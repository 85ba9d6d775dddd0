"""Logs and exports of other programs -> what was asked, counted by the month."""
