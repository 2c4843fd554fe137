"""Archives and crawls: files within files, taken out one by one."""
