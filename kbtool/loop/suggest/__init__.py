"""What the knowledge base might change, because of what was asked."""
