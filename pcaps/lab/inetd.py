"""A small inetd: serve a port by starting a program with the connection as its standard input and output.

Usage: inetd.py PORT PROGRAM ARGUMENT...
"""

import os
import signal
import socket
import sys

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.create_server(("0.0.0.0", int(sys.argv[1])))
while True:
    connection, _ = listener.accept()
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for handle in (0, 1, 2):
            os.dup2(connection.fileno(), handle)
        os.execv(sys.argv[2], sys.argv[2:])
    connection.close()
