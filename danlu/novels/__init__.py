"""Novels: chapters, paragraphs, who says what, and scenes."""
