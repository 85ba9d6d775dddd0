"""The loop: what people ask, measured, and what changes because of it."""
