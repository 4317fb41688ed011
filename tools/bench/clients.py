"""What calls the servers: wrk for load, and sockets of our own where every single connection counts."""

import json
import os
import pathlib
import resource
import selectors
import shutil
import socket
import subprocess
import time

from servers import HEADERS, PATH, TICKS, Failure, answer_end, request_bytes, status_of

SCRIPT = pathlib.Path(__file__).resolve().parent / "wrk_result.lua"


def wrk_command(server, connections, seconds):
    program = shutil.which("wrk")
    if program is None:
        raise Failure("there is no wrk; tools/bootstrap --bench installs it")
    headers = [word for name, value in HEADERS.items() for word in ("-H", f"{name}: {value}")]
    return [program, "-t", str(min(connections, os.cpu_count() or 1)), "-c", str(connections), "-d", f"{seconds}s",
            *headers, "-s", str(SCRIPT), server.url]


def wrk_result(output, server):
    for line in output.splitlines():
        if line.startswith("result "):
            result = json.loads(line.removeprefix("result "))
            result["rate"] = result["requests"] / result["seconds"]
            # A status is an answer, but a wrong one.
            result["errors"] = sum(result[kind] for kind in ("connect", "read", "write", "status"))
            return result
    raise Failure(f"wrk gave no figures for {server.title}: {output.strip()[-300:]}")


def machine_user_seconds():
    user, nice = pathlib.Path("/proc/stat").read_text().split(maxsplit=3)[1:3]
    return (int(user) + int(nice)) / TICKS


def drive(server, connections, seconds):
    """wrk for whole `seconds`. `cpu_us`: processor time of the server for each request. `others`: the share of the
    machine's processors that neither the server nor wrk had; counted outside the kernel only, where it is clear whose
    time it is."""
    user, system = server.cpu_seconds()
    machine, children = machine_user_seconds(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    begun = time.monotonic()
    finished = subprocess.run(wrk_command(server, connections, seconds), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=seconds + 60)
    result = wrk_result(finished.stdout + finished.stderr, server)
    user, system = (now - before for now, before in zip(server.cpu_seconds(), (user, system)))
    others = (machine_user_seconds() - machine - user
              - (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - children))
    result["others"] = max(0, others) / (time.monotonic() - begun) / (os.cpu_count() or 1)
    result["cpu_us"] = (user + system) / result["requests"] * 1e6 if result["requests"] else None
    return result


class Crowd:
    """Many keep-alive connections in one thread."""

    def __init__(self, server):
        self.server = server
        self.selector = selectors.DefaultSelector()
        self.connections = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.selector.close()
        for connection in self.connections:
            connection.socket.close()

    class Connection:
        def __init__(self, opened):
            self.socket = opened
            self.input = b""
            self.answers = 0
            self.broken = None

    def open(self, count, seconds=30):
        """Connects them, at most 1,000 on their way at a time: the backlog is 4,096."""
        deadline = time.monotonic() + seconds
        waiting = 0
        while waiting or len(self.connections) < count:
            while waiting < 1000 and len(self.connections) < count:
                opened = socket.socket()
                opened.setblocking(False)
                opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection = self.Connection(opened)
                self.connections.append(connection)
                opened.connect_ex(("127.0.0.1", self.server.port))
                self.selector.register(opened, selectors.EVENT_WRITE, connection)
                waiting += 1
            if time.monotonic() > deadline:
                raise Failure(f"{waiting} of {count} connections to {self.server.title} did not open")
            for key, _ in self.selector.select(0.1):
                error = key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                self.selector.unregister(key.fileobj)
                waiting -= 1
                if error:
                    key.data.broken = os.strerror(error)

    def ask_all(self, seconds, again):
        """Each sends a request, and with `again` the next one as soon as it has the answer. Ends after `seconds`;
        without `again` as soon as all have an answer."""
        request = request_bytes()
        deadline = time.monotonic() + seconds
        unanswered = 0
        for connection in self.connections:
            if connection.broken:
                continue
            self.selector.register(connection.socket, selectors.EVENT_READ, connection)
            unanswered += self._send(connection, request)
        while unanswered and time.monotonic() < deadline:
            for key, _ in self.selector.select(0.1):
                connection = key.data
                try:
                    piece = connection.socket.recv(65536)
                except OSError as error:
                    piece, connection.broken = b"", str(error)
                connection.input += piece
                end = answer_end(connection.input)
                if end is not None and status_of(connection.input) == 200:
                    connection.input = connection.input[end:]
                    connection.answers += 1
                    unanswered -= 1
                    if again:
                        unanswered += self._send(connection, request)
                elif end is not None or not piece:
                    connection.broken = connection.broken or "closed, or not answered with 200"
                    unanswered -= 1
                    self.selector.unregister(connection.socket)
        for key in list(self.selector.get_map().values()):
            self.selector.unregister(key.fileobj)

    @staticmethod
    def _send(connection, request):
        try:
            connection.socket.send(request)
            return 1
        except OSError as error:
            connection.broken = str(error)
            return 0


def everyone_served(server, count, seconds):
    with Crowd(server) as crowd:
        crowd.open(count)
        crowd.ask_all(seconds, again=True)
        answers = sorted(connection.answers for connection in crowd.connections)
        return {
            "connections": count, "served": sum(1 for number in answers if number), "fewest": answers[0],
            "median": answers[len(answers) // 2], "most": answers[-1],
            "broken": sum(1 for connection in crowd.connections if connection.broken)}


def idle_connections(server, count, samples):
    with Crowd(server) as crowd:
        crowd.open(count, seconds=60)
        crowd.ask_all(60, again=False)
        open_ones = [connection for connection in crowd.connections if connection.answers and not connection.broken]
        if not open_ones:
            raise Failure(f"none of {count} connections to {server.title} was answered")
        time.sleep(1)
        resident, threads = server.resident_mb(), server.threads()
        request = request_bytes()
        times = []
        for connection in open_ones[:: max(1, len(open_ones) // samples)][:samples]:
            connection.socket.settimeout(10)
            begun = time.perf_counter()
            connection.socket.sendall(request)
            data = b""
            while answer_end(data) is None:
                piece = connection.socket.recv(65536)
                if not piece:
                    raise Failure("an idle connection was closed")
                data += piece
            times.append((time.perf_counter() - begun) * 1e3)
        times.sort()
        return {"connections": count, "answered": len(open_ones), "resident_mb": resident, "threads": threads,
                "p50_ms": times[len(times) // 2], "max_ms": times[-1], "samples": len(times)}


def among_slow_senders(server, count, seconds):
    """`count` connections send a byte each 100 ms of a head that never ends, while wrk uses eight others."""
    start = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
    with Crowd(server) as crowd:
        crowd.open(count)
        senders = [connection for connection in crowd.connections if not connection.broken]
        tick, groups = 0.005, 20
        begun = time.monotonic()
        limit = begun + seconds + 60
        turn = sent = 0
        wrk = None
        try:
            while time.monotonic() < limit and (wrk is None or wrk.poll() is None):
                if wrk is None and time.monotonic() - begun > 1:
                    wrk = subprocess.Popen(wrk_command(server, 8, seconds), stdin=subprocess.DEVNULL,
                                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                position = turn // groups
                byte = start[position:position + 1] or b"x: a\r\n"[(position - len(start)) % 6:][:1]
                for connection in senders[turn % groups::groups]:
                    if connection.broken:
                        continue
                    try:
                        connection.socket.send(byte)
                        sent += 1
                    except OSError as error:
                        connection.broken = str(error)
                turn += 1
                time.sleep(max(0, begun + turn * tick - time.monotonic()))
            lasted = time.monotonic() - begun
            if wrk is None or wrk.poll() is None:
                raise Failure("wrk did not end")
            result = wrk_result(wrk.stdout.read(), server)
        finally:
            if wrk is not None and wrk.poll() is None:
                wrk.kill()
            if wrk is not None:
                wrk.communicate()
        result["senders"] = count
        result["senders_left"] = sum(1 for connection in senders if not connection.broken)
        result["bytes_a_second_each"] = sent / lasted / count
        result["threads"] = server.threads()
        return result
