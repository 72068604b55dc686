"""The student's process: it runs cells and calls functions when asked, and replies with plain data.

It knows no test and no right answer, so whatever a student's code reads, patches or forges here can
change only what the student answers.
"""

import builtins
import json
import os
import resource
import sys

from wire import decode, encode  # type: ignore[import-not-found] # lies beside this file in there

FILES = 64  # open at a time


def limit(memory: int, seconds: int, processes: int) -> None:
    """Set hard limits, which no code in here can raise again."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_FSIZE, 2**24),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def perform(request: dict, namespace: dict) -> object:
    """Do what the grader asks; the reply's value."""
    if request["do"] == "run":
        exec(compile(request["source"], "<answer>", "exec"), namespace)
        return None
    if request["name"] not in namespace:
        raise NotImplementedError
    value = namespace[request["name"]]
    if request["do"] == "get":
        return value
    arguments = [decode(argument) for argument in request["arguments"]]
    return value(*arguments, **{k: decode(v) for k, v in request["keywords"].items()})


def main() -> None:
    """Serve requests from stdin until it closes; the code sees an empty stdin and no stdout."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    limit(*map(int, sys.argv[1:]))
    for name in ("display", "check"):  # chapters have them
        setattr(builtins, name, lambda *_, **__: None)
    namespace = {"__name__": "__main__"}
    for line in requests:
        try:
            reply = json.dumps({"value": encode(perform(json.loads(line), namespace))})
        except BaseException as error:  # exit() and interrupts are answers like any other
            reply = json.dumps({"error": [type(error).__name__, f"{error}"[:300]]})
        replies.write(reply.encode() + b"\n")
        replies.flush()


if __name__ == "__main__":
    main()
