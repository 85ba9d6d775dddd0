"""Text becomes values here; a bad file never raises."""
