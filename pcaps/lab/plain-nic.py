"""Turn off an interface's offloads, so that a capture has real segment sizes and checksums. Usage: plain-nic.py INTERFACE"""

import array
import fcntl
import socket
import struct
import sys

SIOCETHTOOL = 0x8946
# linux/ethtool.h: receive and send checksums, scatter-gather, TSO, GSO, GRO.
COMMANDS = (0x15, 0x17, 0x19, 0x1F, 0x24, 0x2C)

name = sys.argv[1].encode()
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
    for command in COMMANDS:
        value = array.array("B", struct.pack("=II", command, 0))
        try:
            fcntl.ioctl(handle, SIOCETHTOOL, struct.pack("16sP", name, value.buffer_info()[0]))
        except OSError:
            pass  # not every driver has every switch
