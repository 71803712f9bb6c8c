"""A Telegram of one's own: a Bot API stand-in on loopback, to try and to test the bot on. Imports the ground."""
