"""Chats and transcripts that are kept as plain text."""
