"""What this process holds and takes. Linux only."""

import resource
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from benchmarks.figures import quantile

T = TypeVar("T")


def resident() -> float:
    """Megabytes that it holds."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def most_resident() -> float:
    """Megabytes that it has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cpu(call: Callable[[T], object], given: Iterable[T]) -> tuple[float, float]:
    """Milliseconds of processor time for each of many: the median, and what one in a hundred exceeds."""
    taken = []
    for one in given:
        began = time.process_time()
        call(one)
        taken.append((time.process_time() - began) * 1000)
    return quantile(taken, 0.5), quantile(taken, 0.99)
