"""`python -m bot`: the same as `yuanwen`."""

import sys

from bot.cli import main

sys.exit(main())
