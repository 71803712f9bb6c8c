"""When the quiet hours of a chat end. Pure."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_DAY: Final = 24 * 60


def quiet_until(start: int, end: int, zone: ZoneInfo, moment: float) -> float | None:
    """When the quiet hours end in which a moment falls.

    Args:
        start: minute of the day; end: likewise, earlier than `start` when midnight lies between. The same is no time.
        zone: in which both are.
        moment: seconds since the epoch.

    Returns:
        Seconds since the epoch, later than `moment`; None if it falls in no quiet hours.
    """
    here = datetime.fromtimestamp(moment, zone)
    minute = here.hour * 60 + here.minute
    if (minute - start) % _DAY >= (end - start) % _DAY:
        return None
    day = here.date() + timedelta(days=1 if minute >= end else 0)
    wall = datetime.combine(day, time(*divmod(end % _DAY, 60)), zone)
    # Where clocks show a time twice, the first may have passed.
    return next((at for fold in (0, 1) if (at := wall.replace(fold=fold).timestamp()) > moment), moment + 60)
