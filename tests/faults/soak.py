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
WORKERS = {
    "kill": "worker killed",
    "exit": "worker gave up",
    "enospc": "worker found the disk full",
    "sleep=30": "page took too long",
}


def soak(trial: Trial, wide: Trial, seed: int, at_random: int) -> Counter[str]:
    """Strike at every point and at random times; return how often, by kind.

    Args:
        trial: of edits of a few questions.
        wide: of edits of so many that several processes draw.
        seed: of what is left to chance.
        at_random: strikes at random times, for each of the two.
    """
    done: Counter[str] = Counter()
    chance = random.Random(seed)
    points = trial.points("build")
    for point, passage in spread(points, PASSAGES):
        ended = trial.strike("build", fault=f"{point}:kill:{passage}")
        done["killed at a point"] += ended.status == -signal.SIGKILL
    for point in sorted(points):
        error = chance.choice(DISK)
        trial.strike("build", fault=f"{point}:{error}:{chance.randint(1, points[point])}")
        done[f"disk: {error}"] += 1
        trial.strike("build", fault=f"{point}:interrupt")
        done["interrupted at a point"] += 1
        trial.strike_first("build", fault=f"{point}:kill")
        done["first build killed at a point"] += 1
    done.update(_workers(wide))
    for one in (trial, wide):
        done.update(_at_random(one, "build", chance, at_random))
    return done


def _workers(trial: Trial) -> Counter[str]:
    """Strike at the processes that draw: the build itself has to end, and to say why."""
    done: Counter[str] = Counter()
    passages = {"draw.worker": (1,), "draw.page": (2, 9, 20)}  # 1 is drawn before there are any
    for point, numbers in passages.items():
        for passage in numbers:
            for action, kind in WORKERS.items():
                ended = trial.strike("build", fault=f"{point}:{action}:{passage}")
                assert ended.status == 2, ended
                done[kind] += 1
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
            few = Trial(zygote, Path(folder, "few"))
            wide = Trial(zygote, Path(folder, "wide"), wide=True)
            done = soak(few, wide, given.seed, given.random)
    finally:
        zygote.close()
    for kind, count in sorted(done.items()):
        print(f"{count:5}  {kind}")
    print(f"{sum(done.values()):5}  in {time.monotonic() - started:.0f} s; never half a site")


if __name__ == "__main__":
    main()
