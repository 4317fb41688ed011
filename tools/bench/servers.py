"""The servers that are measured: each is started, watched through /proc, and stopped with all its children."""

import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import threading
import time

ORDER = "abcd_1234"
PATH = "/v1/order/" + ORDER
HEADERS = {"X-Client-ID": "bench", "Authorization": "Bearer bench"}
SCENARIO = "baanx/payment_completes"

START_LIMIT = 60
STOP_LIMIT = 10
TICKS = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """Something did not run, so there is no figure."""


def request_bytes(path=PATH):
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"] + [f"{name}: {value}" for name, value in HEADERS.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answer_end(data):
    """Where the answer at the beginning of `data` ends; None while it is not all there."""
    head = data.find(b"\r\n\r\n")
    if head < 0:
        return None
    for line in data[:head].lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            end = head + 4 + int(line.split(b":")[1])
            return end if len(data) >= end else None
        if line == b"transfer-encoding: chunked":
            end = data.find(b"\r\n0\r\n\r\n", head)
            return end + 7 if end >= 0 else None
    return head + 4


def exchange(connection, request):
    """One request on an open connection; the whole answer."""
    connection.sendall(request)
    data = b""
    while (end := answer_end(data)) is None:
        piece = connection.recv(65536)
        if not piece:
            raise Failure("the connection was closed before the answer was complete")
        data += piece
    return data[:end]


def status_of(answer):
    return int(answer.split(b" ", 2)[1])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    name = ""
    title = ""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port = None
        self.process = None

    def command(self):
        raise NotImplementedError

    def ready_port(self, line):
        """For programs that say on standard output where they are ready."""
        return None

    says_ready = False

    def __enter__(self):
        command = [str(word) for word in self.command()]
        log = open(self.folder / f"{self.name}.log", "wb")
        with log:
            begun = time.perf_counter()
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if self.says_ready else log, stderr=log,
                start_new_session=True)
        try:
            if self.says_ready:
                self.port = self.ready_port(self._first_line())
            else:
                self._wait_until_it_answers()
            self.seconds_to_ready = time.perf_counter() - begun
        except BaseException:
            self.stop()
            raise
        if self.says_ready:
            threading.Thread(target=self.process.stdout.read, daemon=True).start()
        return self

    def __exit__(self, kind, value, trace):
        died = self.process.poll()
        self.stop()
        if kind is None and died is not None:
            raise Failure(f"{self.title} ended by itself with {died}; {self.log_end()}")

    def stop(self):
        for number, limit in ((signal.SIGTERM, STOP_LIMIT), (signal.SIGKILL, STOP_LIMIT)):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                break
            try:
                self.process.wait(limit)
            except subprocess.TimeoutExpired:
                continue
        self.process.wait()

    def log_end(self):
        text = (self.folder / f"{self.name}.log").read_text(errors="replace").strip()
        return "its last words: " + text[-600:] if text else "it said nothing"

    def _first_line(self):
        line = b""
        deadline = time.monotonic() + START_LIMIT
        while not line.endswith(b"\n"):
            readable, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 4096) if readable else b""
            if not piece:
                raise Failure(f"{self.title} did not become ready; {self.log_end()}")
            line += piece
        return line.decode().splitlines()[0]

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if status_of(self.ask()) == 200:
                    return
            except (OSError, Failure, IndexError, ValueError):
                pass
            time.sleep(0.02)
        raise Failure(f"{self.title} did not become ready; {self.log_end()}")

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def ask(self, path=PATH):
        with self.connect() as connection:
            return exchange(connection, request_bytes(path))

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{PATH}"

    def processes(self):
        """The process and all its descendants."""
        found, unseen = [], [self.process.pid]
        while unseen:
            pid = unseen.pop()
            found.append(pid)
            for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                try:
                    unseen += [int(child) for child in children.read_text().split()]
                except OSError:
                    pass
        return found

    def cpu_seconds(self):
        """Processor time so far: in the program, and in the kernel for it."""
        user = system = 0
        for pid in self.processes():
            try:
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            user += int(fields[11])
            system += int(fields[12])
        return user / TICKS, system / TICKS

    def status_field(self, field):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
        raise Failure(f"/proc has no {field}")

    def resident_mb(self):
        return self.status_field("VmRSS") * 1024 / 1e6

    def threads(self):
        return self.status_field("Threads")


class Understudy(Server):
    name = "understudy"
    title = "understudy"
    says_ready = True

    def __init__(self, folder, program, scenario=SCENARIO):
        super().__init__(folder)
        self.program, self.scenario = program, scenario

    def command(self):
        # A clock that stands still: the order stays as it is, so that every answer is the same.
        return [self.program, "serve", self.scenario, "--port", 0, "--quiet", "--clock", "manual"]

    def ready_port(self, line):
        if not line.startswith("understudy ready http://"):
            raise Failure(f"understudy said '{line}' instead of being ready")
        return int(line.rpartition(":")[2])


class Bare(Server):
    name = "bare"
    title = "bare httplib"
    says_ready = True

    def __init__(self, folder, program, answer, threads):
        super().__init__(folder)
        self.program, self.threads_wanted = program, threads
        self.answer_file = self.folder / "answer"
        self.answer_file.write_bytes(answer)

    def command(self):
        return [self.program, self.answer_file, "/v1/order/:orderId", self.threads_wanted]

    def ready_port(self, line):
        return int(line.removeprefix("ready "))


class Nginx(Server):
    name = "nginx"
    title = "nginx"

    def __init__(self, folder, answer):
        super().__init__(folder)
        self.body = answer.partition(b"\r\n\r\n")[2].decode()

    def command(self):
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
        if program is None:
            raise Failure("there is no nginx; tools/bootstrap --bench installs it")
        self.port = free_port()
        body = self.body.replace("\\", "\\\\").replace("'", "\\'")
        if "$" in body:
            raise Failure("nginx would take the $ in the answer for a variable")
        temporary = "\n".join(
            f"  {kind}_temp_path {self.folder}/nginx_{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config = self.folder / "nginx.conf"
        config.write_text(f"""daemon off;
pid {self.folder}/nginx.pid;
error_log {self.folder}/nginx.error.log;
worker_processes auto;
events {{ worker_connections 12000; }}
http {{
{temporary}
  access_log off;
  server_tokens off;
  default_type application/json;
  keepalive_requests 1000000000;
  keepalive_timeout 75 60;
  server {{
    listen 127.0.0.1:{self.port} backlog=4096;
    location = {PATH} {{ return 200 '{body}'; }}
  }}
}}
""")
        return [program, "-e", self.folder / "nginx.error.log", "-c", config]


class WireMock(Server):
    name = "wiremock"
    title = "WireMock"

    def __init__(self, folder, modules, answer):
        super().__init__(folder)
        self.modules = pathlib.Path(modules)
        self.body = answer.partition(b"\r\n\r\n")[2].decode()

    def command(self):
        if shutil.which("java") is None:
            raise Failure("WireMock needs java, which is not installed")
        archives = list(self.modules.glob("wiremock/build/*.jar"))
        if not archives:
            raise Failure("the npm package wiremock holds no .jar")
        root = self.folder / "wiremock"
        (root / "mappings").mkdir(parents=True, exist_ok=True)
        (root / "mappings" / "order.json").write_text(json.dumps({
            "request": {"method": "GET", "urlPath": PATH},
            "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": self.body}}))
        self.port = free_port()
        return ["java", "-jar", archives[0], "--port", self.port, "--bind-address", "127.0.0.1", "--root-dir", root,
                "--disable-banner"]


class Prism(Server):
    name = "prism"
    title = "Prism"

    def __init__(self, folder, modules, answer):
        super().__init__(folder)
        self.modules = pathlib.Path(modules)
        self.body = answer.partition(b"\r\n\r\n")[2].decode()

    def command(self):
        if shutil.which("node") is None:
            raise Failure("Prism needs node, which is not installed")
        contract = self.folder / "prism.json"
        answer = {"description": "the order", "content": {"application/json": {"example": json.loads(self.body)}}}
        contract.write_text(json.dumps({
            "openapi": "3.0.3", "info": {"title": "bench", "version": "1"},
            "paths": {"/v1/order/{orderId}": {"get": {
                "parameters": [{"name": "orderId", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": answer}}}}}))
        self.port = free_port()
        return ["node", self.modules / "@stoplight/prism-cli/dist/index.js", "mock", "-h", "127.0.0.1", "-p", self.port,
                "--verboseLevel", "silent", contract]
