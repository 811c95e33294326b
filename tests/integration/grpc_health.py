"""The standard health check over a connection of its own, without a gRPC library: what a new
client meets."""

import socket
import struct

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7
ACK = END_STREAM = 1
END_HEADERS = 4
STATUS = {0: "UNKNOWN", 1: "SERVING", 2: "NOT_SERVING", 3: "SERVICE_UNKNOWN"}


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def header(name, value):
    """A header field as it is: literal, without indexing, without Huffman code."""
    return b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


def receive(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionError("the server closed the connection")
        data += more
    return data


def health(address, timeout=2):
    """SERVING or NOT_SERVING, as the server says; OSError if it does not answer in time."""
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout) as connection:
        headers = b"".join(header(*field) for field in (
            (":method", "POST"), (":scheme", "http"), (":path", "/grpc.health.v1.Health/Check"),
            (":authority", address), ("te", "trailers"), ("content-type", "application/grpc")))
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0)
                           + frame(HEADERS, END_HEADERS, 1, headers)
                           + frame(DATA, END_STREAM, 1, b"\0\0\0\0\0"))
        while True:
            head = receive(connection, 9)
            length, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
            payload = receive(connection, length)
            if kind in (SETTINGS, PING) and not flags & ACK:
                connection.sendall(frame(kind, ACK, 0, payload if kind == PING else b""))
            elif kind in (RST_STREAM, GOAWAY):
                raise ConnectionError(f"the server ended the call with frame {kind}")
            elif kind == DATA and len(payload) >= 5:
                return STATUS[payload[6] if len(payload) > 6 else 0]
            elif kind == HEADERS and flags & END_STREAM:
                raise ConnectionError("the server refused the call")
