"""One database: tables, migrations, how they are read and written. Knows nothing of Telegram, questions or answers."""
