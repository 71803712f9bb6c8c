"""What to send, to whom, when; the ledger of deliveries. Knows nothing of Telegram's library."""
