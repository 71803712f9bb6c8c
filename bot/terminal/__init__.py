"""Questions and answers in a terminal: one question, many as JSON lines, a conversation."""
