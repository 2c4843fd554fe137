"""Chats: how each program writes its messages, and how messages become sessions."""
