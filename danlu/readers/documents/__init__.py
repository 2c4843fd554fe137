"""Documents: pages, office files, books and mails, as sections with their place."""
