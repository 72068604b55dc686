"""The grader's end of a student's process: ask, wait, and believe nothing but plain data."""

import builtins
import json
import os
import select
import time
from dataclasses import dataclass, field
from subprocess import Popen
from typing import IO

from .inside.wire import LIMIT, decode, encode
from .sandbox import PROCESSES, Limits, start
from .usage import usage

TICK = 0.1  # seconds between looks at what the processes use
STARTING = 60  # seconds that Python may take to start and to run the chapter's own statements


class Stopped(Exception):
    """The student's process had to be ended, or ended itself."""


def pipes(process: Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """The stdin and the stdout of a process; `start` gives it both."""
    assert process.stdin and process.stdout
    return process.stdin, process.stdout


@dataclass
class Student:
    """A process with a student's answers in it; it is started when first asked."""

    limits: Limits
    sandboxed: bool
    deadline: float = 0.0  # set before each item
    process: Popen[bytes] | None = None
    pending: bytes = field(default=b"", repr=False)
    why: str = ""

    def begin(self) -> None:
        """A fresh process, whatever became of the last."""
        self.end()
        self.process, self.pending, self.why = start(self.limits, self.sandboxed), b"", ""
        for pipe in pipes(self.process):
            os.set_blocking(pipe.fileno(), False)

    def end(self) -> None:
        """Kill the process; its process namespace takes all others in it along."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in pipes(self.process):
                pipe.close()
            self.process = None

    def allow(self, seconds: float | None = None) -> None:
        """Set the clock for what comes next."""
        self.deadline = time.monotonic() + (seconds or self.limits.seconds)

    def stop(self, why: str) -> Stopped:
        self.why = why
        self.end()
        return Stopped(why)

    def ask(self, **request: object) -> object:
        """Send one request and return the value, or raise what the student's code raised."""
        if self.process is None:
            raise Stopped(self.why or "it had ended")
        reply = self._exchange(self.process, json.dumps(request).encode() + b"\n")
        try:
            data = json.loads(reply)
            if "error" not in data:
                return decode(data["value"])
            name, message = (str(words)[:300] for words in data["error"])
        except (ValueError, TypeError, KeyError, RecursionError, AttributeError, OverflowError):
            raise self.stop("its reply was no plain data") from None
        if name.endswith("MemoryError"):  # NumPy has one of its own; what is held, is held
            raise self.stop(f"it asked for more than {self.limits.memory >> 20} MiB of memory")
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                error = kind(message)
            except TypeError:  # UnicodeDecodeError and its like want more
                error = RuntimeError(f"{name}: {message}")
            raise error
        raise RuntimeError(f"{name}: {message}")

    def _exchange(self, process: Popen[bytes], request: bytes) -> bytes:
        """Write and read at once, so that a process that does not listen can't hold us up."""
        write, read = (pipe.fileno() for pipe in pipes(process))
        while b"\n" not in self.pending:
            writing = [write] if request else []
            readable, writable, _ = select.select([read], writing, [], TICK)
            try:
                if writable:
                    request = request[os.write(write, request[: 2**16]) :]
                if readable:
                    part = os.read(read, 2**20)
                    if not part:
                        raise self.stop("the process ended itself, or ran out of memory")
                    self.pending += part
            except BrokenPipeError:
                raise self.stop("the process ended itself, or ran out of memory") from None
            if len(self.pending) > LIMIT:
                raise self.stop(f"its answer is larger than {LIMIT >> 20} MiB")
            if time.monotonic() > self.deadline:
                raise self.stop(f"it ran longer than {self.limits.seconds:g} s")
            if not readable:
                self._look(process)
        reply, _, self.pending = self.pending.partition(b"\n")
        return reply

    def _look(self, process: Popen[bytes]) -> None:
        processes, memory = usage(process.pid, PROCESSES)
        if processes > PROCESSES:
            raise self.stop(f"it started more than {PROCESSES} processes")
        if memory > self.limits.memory:
            raise self.stop(f"it took more than {self.limits.memory >> 20} MiB of memory")

    def remote(self, name: str) -> "Remote":
        """A function that is called in the student's process."""
        return Remote(self, name)


@dataclass
class Remote:
    """What a check takes for the student's function."""

    student: Student
    name: str

    def __call__(self, *arguments: object, **keywords: object) -> object:
        encoded = {
            "arguments": [encode(argument) for argument in arguments],
            "keywords": {key: encode(value) for key, value in keywords.items()},
        }
        return self.student.ask(do="call", name=self.name, **encoded)
