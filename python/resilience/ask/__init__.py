"""Answers from what is published."""
