"""A switch with VLANs in user space, for kernels that have none: hosts are taps, and a mirror port shows what it forwards, tagged.

Usage: vlan-switch.py VLAN:TAP... MIRROR      prints "ready" once the interfaces are there

Frames go to the tap whose MAC they are for, or to all of their VLAN. The mirror gets one copy of each frame, with its
802.1Q tag, as a SPAN port of both VLANs does: what a router passes on is seen twice.
"""

import fcntl
import os
import select
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000


def tap(name):
    handle = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(handle, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TAP | IFF_NO_PI))
    return handle


def send(handle, frame):
    try:
        os.write(handle, frame)
    except OSError:
        pass  # the interface is not up (yet)


def main():
    vlans = {tap(name): int(vlan) for vlan, name in (argument.split(":") for argument in sys.argv[1:-1])}
    mirror = tap(sys.argv[-1])
    ports = {}
    print("ready", flush=True)
    while True:
        for port in select.select(list(vlans), [], [])[0]:
            frame = os.read(port, 65536)
            vlan, target = vlans[port], frame[:6]
            ports[vlan, frame[6:12]] = port
            known = ports.get((vlan, target))
            for other in [known] if known else [p for p in vlans if vlans[p] == vlan and p != port]:
                send(other, frame)
            send(mirror, frame[:12] + struct.pack(">HH", 0x8100, vlan) + frame[12:])


main()
