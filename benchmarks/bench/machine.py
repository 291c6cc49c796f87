# SPDX-License-Identifier: Apache-2.0
"""What is measured on, and what each process uses of it: /proc, as the kernel counts."""
import os
import pathlib
import platform
import re
import subprocess
import time

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def file_system_of(path):
    """(device, type) of the mount that holds the path."""
    best = ("", "unknown", "unknown")
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        device, where, kind = line.split()[:3]
        inside = str(path) == where or str(path).startswith(where.rstrip("/") + "/")
        if inside and len(where) >= len(best[0]):
            best = (where, device, kind)
    return best[1], best[2]


def memory_mb():
    return int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) // 1024


def describe(directory):
    device, kind = file_system_of(directory)
    return {"processor": processor(), "cores": os.cpu_count(), "memory_mb": memory_mb(),
            "kernel": platform.release(), "system": pretty_name(), "file_system": f"{kind} on {device}",
            "load_average_before": os.getloadavg()[0]}


def pretty_name():
    for line in pathlib.Path("/etc/os-release").read_text().splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.split("=", 1)[1].strip('"')
    return platform.platform()


def test_fsync(tool, directory, seconds):
    """pg_test_fsync on the file system of the log: microseconds per operation for each way to sync one 8 kB write."""
    probe = pathlib.Path(directory) / "fsync-probe"
    text = subprocess.run([tool, "-f", probe, "-s", str(seconds)], check=True, capture_output=True, text=True).stdout
    one_write = text.split("using one 8kB write:")[1].split("Compare file sync methods using two")[0]
    return {name: float(us) for name, us in re.findall(r"(\w+)\s+[\d.]+ ops/sec\s+([\d.]+) usecs/op", one_write)}


def _stat(pid):
    """(parent, CPU ticks of the process and of its ended children) or None when it is gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rsplit(") ", 1)[1].split()
    return int(fields[1]), sum(int(field) for field in fields[11:15])


def cpu_seconds(pid, with_children=False):
    own = _stat(pid)
    ticks = own[1] if own else 0
    if with_children:
        for entry in os.listdir("/proc"):
            child = _stat(entry) if entry.isdigit() else None
            if child and child[0] == pid:
                ticks += child[1]
    return ticks / CLOCK_TICKS


def thread_seconds(pid):
    """CPU of a process' threads by name; threads of one name together."""
    found = {}
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (thread / "comm").read_text().strip()
            fields = (thread / "stat").read_text().rsplit(") ", 1)[1].split()
        except OSError:  # it ended
            continue
        found[name] = found.get(name, 0) + sum(int(field) for field in fields[11:13]) / CLOCK_TICKS
    return found


def reset_peak_memory(pid):
    """VmHWM begins anew. Needs to be root, or the same user."""
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak_memory_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


class CpuUse:
    """Cores used by each of some processes between entering and leaving.

    `settle`: seconds to wait at the end for a parent to notice which of its children have ended; not counted.
    """

    def __init__(self, pids, settle=0.0):
        self.pids, self.settle = pids, settle  # name: (pid, with children)
        self.cores = {}

    def __enter__(self):
        self.before = {name: cpu_seconds(*pid) for name, pid in self.pids.items()}
        self.begun = time.monotonic()
        return self

    def __exit__(self, *_):
        self.seconds = time.monotonic() - self.begun
        time.sleep(self.settle)
        self.cores = {name: (cpu_seconds(*pid) - self.before[name]) / self.seconds for name, pid in self.pids.items()}
