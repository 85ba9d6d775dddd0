"""Strike builds everywhere: `python -m tests.faults.soak`, or `make test-faults`.

Prints how many points were struck in which way. It stops at the first pair of trees that is
not whole.
"""

from __future__ import annotations

import argparse
import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.trial import Trial, spread
from tests.faults.zygote import Zygote

PASSAGES = 12  # of a point that is passed often
DISK = ("enospc", "eio", "eacces", "erofs")


def soak(trial: Trial, seed: int, at_random: int) -> Counter[str]:
    """Strike at every point and at random times; return how often, by kind."""
    done: Counter[str] = Counter()
    chance = random.Random(seed)
    for command in ("build",):
        points = trial.points(command)
        for point, passage in spread(points, PASSAGES):
            ended = trial.strike(command, fault=f"{point}:kill:{passage}")
            done["killed at a point"] += ended.status == -signal.SIGKILL
        for point in sorted(points):
            error = chance.choice(DISK)
            trial.strike(command, fault=f"{point}:{error}:{chance.randint(1, points[point])}")
            done[f"disk: {error}"] += 1
            trial.strike(command, fault=f"{point}:interrupt")
            done["interrupted at a point"] += 1
            trial.strike_first(command, fault=f"{point}:kill")
            done["first build killed at a point"] += 1
        for point in sorted(point for point in points if "worker" in point or "page" in point):
            trial.strike(command, fault=f"{point}:exit")
            done["worker gave up"] += 1
            trial.strike(command, fault=f"{point}:sleep=30", stop=(signal.SIGKILL, 5.0))
            done["page took too long"] += 1
        done.update(_at_random(trial, command, chance, at_random))
    return done


def _at_random(trial: Trial, command: str, chance: random.Random, times: int) -> Counter[str]:
    done: Counter[str] = Counter()
    usual = trial.strike(command).seconds
    for number in range(times):
        kind = signal.SIGINT if number % 4 == 0 else signal.SIGKILL
        trial.strike(command, stop=(int(kind), chance.uniform(0.3, 1.1) * usual))
        done[f"{kind.name} at a random time"] += 1
    return done


def main() -> None:
    """Read the arguments, strike, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--random", type=int, default=30, help="strikes at random times, a build")
    given = parser.parse_args()
    started = time.monotonic()
    zygote = Zygote()
    try:
        with tempfile.TemporaryDirectory() as folder:
            done = soak(Trial(zygote, Path(folder)), given.seed, given.random)
    finally:
        zygote.close()
    for kind, count in sorted(done.items()):
        print(f"{count:5}  {kind}")
    print(f"{sum(done.values()):5}  in {time.monotonic() - started:.0f} s; never half a site")


if __name__ == "__main__":
    main()
