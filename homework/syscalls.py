"""System calls that no answer needs, refused by the kernel (seccomp) in a student's process.

Some of them hold memory that no limit counts, the others have a history of holes.
"""

import platform
import struct

# name: (number on x86_64, number on aarch64), from the kernel's tables
REFUSED = {
    "memfd_create": (319, 279),  # files in memory, on no file system with a size
    "memfd_secret": (447, 447),
    "shmget": (29, 194),  # memory that outlives its process
    "msgget": (68, 186),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
}
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column, AUDIT_ARCH
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000  # REFUSE: the call fails with EPERM
OTHER_TABLE = 0x40000000  # from here on stand the numbers of x32, a second table of x86_64


def program(machine: str = platform.machine()) -> bytes:
    """The filter in the form that `bwrap --seccomp` reads; empty on other machines."""
    if machine not in MACHINES:
        return b""
    column, architecture = MACHINES[machine]
    numbers = [pair[column] for pair in REFUSED.values()]
    steps = [
        (LOAD, 0, 0, 4),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),  # 32-bit calls have other numbers
        (LOAD, 0, 0, 0),
        (AT_LEAST, len(numbers) + 1, 0, OTHER_TABLE),
    ]
    steps += [(EQUAL, len(numbers) - i, 0, number) for i, number in enumerate(numbers)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
