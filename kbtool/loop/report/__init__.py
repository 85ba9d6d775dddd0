"""The report: what people asked, and how well they were answered, for those who decide."""
