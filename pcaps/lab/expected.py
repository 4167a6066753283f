"""Tie what a scenario did to the connections of its captures.

Usage: expected.py STEPS CAPTURE...   prints expected.jsonl

A step claims the first unclaimed connection attempt from its source to its destination and port (port "dynamic": any from
1024 up that no step names) that starts no earlier than the step. Steps without a connection and connections without a
step are errors: the captures and the story have to agree.
"""

import json
import subprocess
import sys

FIELDS = ("frame.time_epoch", "ip.src", "ipv6.src", "tcp.srcport", "ip.dst", "ipv6.dst", "tcp.dstport", "vlan.id")
# Clocks of the step and of the first packet are the same clock; this much is allowed for reading it first.
SLACK = 0.005


def connections(captures):
    """The first SYN of every connection, in order of time."""
    first = {}
    for capture in captures:
        command = ["tshark", "-n", "-r", capture, "-Y", "tcp.flags.syn==1 && tcp.flags.ack==0", "-T", "fields"]
        for field in FIELDS:
            command += ["-e", field]
        for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
            time, src4, src6, sport, dst4, dst6, dport, _ = (line.split("\t") + [""] * 8)[:8]
            key = (src4 or src6, int(sport), dst4 or dst6, int(dport))
            first[key] = min(float(time), first.get(key, float("inf")))
    return [{"ts": ts, "src": k[0], "srcPort": k[1], "dst": k[2], "port": k[3]} for k, ts in sorted(first.items(), key=lambda e: e[1])]


def claim(step, free, named):
    for at, row in enumerate(free):
        port = row["port"] >= 1024 and row["port"] not in named if step["port"] == "dynamic" else str(row["port"]) == step["port"]
        if port and row["src"] == step["src"] and row["dst"] == step["dst"] and row["ts"] >= step["at"] - SLACK:
            return free.pop(at)
    return None


def main():
    steps = [json.loads(line) for line in open(sys.argv[1])]
    free = connections(sys.argv[2:])
    named = {int(s["port"]) for s in steps if s["port"] != "dynamic"}
    rows, missing = [], []
    for step in sorted(steps, key=lambda s: s["at"]):
        row = claim(step, free, named)
        if row is None:
            missing.append(step)
        else:
            rest = {k: v for k, v in step.items() if k not in ("at", "src", "dst", "port") and v != ""}
            rows.append({**row, "ts": round(row["ts"], 6), **rest})
    for row in sorted(rows, key=lambda r: r["ts"]):
        print(json.dumps(row))
    for step in missing:
        print(f"no connection for the step {json.dumps(step)}", file=sys.stderr)
    for row in free:
        print(f"no step for the connection {json.dumps(row)}", file=sys.stderr)
    sys.exit(1 if missing or free else 0)


main()
