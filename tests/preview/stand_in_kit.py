"""What drives the stand-in in its tests: a clock that they move, a bot's view of its HTTP, a watch on updates."""

import json

from bot.preview.standin import TOKEN


class Clock:
    """Seconds that stand still until a test moves them."""

    def __init__(self):
        self.now = 1_750_000_000.0

    def __call__(self):
        return self.now


class Client:
    """Asks the stand-in as a bot does, without any library between."""

    def __init__(self, session, url, token=TOKEN):
        self.session = session
        self.base = f"{url}/bot{token}"

    async def __call__(self, method, **given):
        """The result of a method; a refusal comes back whole."""
        async with self.session.post(f"{self.base}/{method}", json=given) as answer:
            body = await answer.json()
            assert answer.status == body.get("error_code", 200)
        return body["result"] if body["ok"] else body

    async def refusal(self, method, **given):
        """The code and the words with which a method is refused."""
        body = await self(method, **given)
        assert isinstance(body, dict), f"{method} was not refused"
        assert body.get("ok") is False, f"{method} was not refused"
        return body["error_code"], body["description"]

    async def updates(self, offset=None, **more):
        """Everything that waits, as (kind, content); confirmed at once."""
        found = await self("getUpdates", **({"offset": offset} if offset else {}), **more)
        if isinstance(found, list) and found:
            await self("getUpdates", offset=found[-1]["update_id"] + 1)
        return [(kind, update[kind]) for update in found for kind in update if kind != "update_id"]

    async def form(self, method, **given):
        """The same as a form, with everything but text as JSON, as most libraries send it."""
        words = {k: v if isinstance(v, str) else json.dumps(v) for k, v in given.items()}
        async with self.session.post(f"{self.base}/{method}", data=words) as answer:
            return (await answer.json()).get("result")


def watched(updates):
    """Every update that is put from now on, as it was when it was put."""
    emitted, put = [], updates.put

    def watch(kind, content):
        emitted.append({"update_id": len(emitted), kind: json.loads(json.dumps(content))})
        return put(kind, content)

    updates.put = watch
    return emitted


def named(file):
    """The id by which a file of a message is sent on; of a photo's sizes the largest."""
    return (file[-1] if isinstance(file, list) else file)["file_id"]
