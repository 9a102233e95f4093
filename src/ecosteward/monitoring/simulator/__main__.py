"""`python -m ecosteward.monitoring.simulator …`: the simulator on the command line."""

import sys

from ecosteward.monitoring.simulator.commands import main

sys.exit(main(sys.argv[1:]))
