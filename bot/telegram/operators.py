"""What the bot has to tell those who run it: each gets a private message in their language."""

from collections.abc import Callable, Hashable, Iterable

import structlog

from bot.delivery.errors import Refused
from bot.replies import Reply, Words, words_for
from bot.store import languages
from bot.telegram.context import App, Context
from bot.telegram.sending import Place, send_reply
from bot.telegram.work import Work, at_work

log = structlog.get_logger("bot.telegram")


class Operators:
    """The people who run the bot.

    Args:
        application: initialized.
        people: their ids.
    """

    def __init__(self, application: App, people: Iterable[int]) -> None:
        self._application = application
        self._people = sorted(people)
        self._heard: dict[int, Hashable] = {}

    async def tell(self, news: Hashable, reply_for: Callable[[Words], Reply]) -> bool:
        """Send a reply to each of them; one who never wrote to the bot can't be reached, and the others are.

        Args:
            news: what the reply is about; nobody is told the same twice in a row.
            reply_for: makes the reply in somebody's language.

        Returns:
            Whether all have been told whom Telegram lets the bot write to; if not, telling it again may help.
        """
        for person in self._people:
            if self._heard.get(person) == news:
                continue
            try:
                await self._tell(person, reply_for)
            except Refused:
                self._heard[person] = news
            except Exception as error:  # noqa: BLE001 - whatever keeps one from hearing it, the next shall hear it
                log.warning("operator not reached", error=type(error).__name__)
            else:
                self._heard[person] = news
        return all(self._heard.get(person) == news for person in self._people)

    async def _tell(self, person: int, reply_for: Callable[[Words], Reply]) -> None:
        service = self._application.bot_data
        chosen = await languages.chosen(service.database, service.bot, service.keyring.hash(person))
        with at_work(Work(service)) as work:
            await send_reply(Context(self._application), Place(person), reply_for(words_for(chosen)))
        await service.writer.commit(*work.all_writes)
