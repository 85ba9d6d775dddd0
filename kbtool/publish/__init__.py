"""From values to what is published: pages, the site, staging and the swap."""
