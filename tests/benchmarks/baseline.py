"""`python baseline.py URL TOKEN`: what the bot is measured against, the library's own sequential polling.

It answers each private message with the same words, keeps nothing, and loses what it has in hand when it is killed.
"""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def reply(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a message."""
    if update.message:
        await update.message.reply_text("好")


def main() -> None:
    """Poll until a signal comes."""
    url, token = sys.argv[1:]
    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.ChatType.PRIVATE, reply))
    application.run_polling()


if __name__ == "__main__":
    main()
