"""Yuanwen (原文): a Telegram bot that answers only in its sources' own words."""

__version__ = "0.1.0"
