"""Runs all measurements and prints them. Called by tools/bench/run, which has what is needed installed."""

import argparse
import contextlib
import json
import math
import os
import pathlib
import platform
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import clients
import servers
from servers import Failure

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "build" / "bench"
CONNECTIONS = (8, 64, 512, 2000)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

THOUSAND_ORDERS = """understudy: 1
about: For tools/bench.
baanx:
  orders:
    - id: order_####
      repeat: 1000
      timeline:
        - status: STARTED
        - { polls: 2, after: 9s, status: COMPLETED, metadata: { txHash: 0x3a11a86c } }
"""


def parse_arguments():
    parser = argparse.ArgumentParser(prog="tools/bench/run", description="How fast Understudy answers, and what it takes.")
    parser.add_argument("--peers", action="store_true", help="also WireMock and Prism, from npm")
    parser.add_argument("--seconds", type=int, default=4, metavar="N", help="of each single measurement (4)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of each measurement; the median counts (5)")
    parser.add_argument("--quick", action="store_true", help="one round of a second: does everything run?")
    parser.add_argument("--only", choices=list(SECTIONS), action="append", help="this section; may be repeated")
    parser.add_argument("--json", metavar="FILE", help="write the figures to FILE as well")
    parser.add_argument("--program", metavar="FILE", help="measure this program instead of building the checkout's")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.rounds = 1, 1
    if options.seconds < 1 or options.rounds < 1:
        parser.error("--seconds and --rounds count from 1")
    return options


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def thousands(number):
    return f"{number:,.0f}"


def shown(value, digits):
    return "no figure" if value is None else f"{value:.{digits}f}"


def table(rows, left=1):
    """Columns as wide as they must be; the first `left` of them to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) if column < left else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        print("  " + "  ".join(cells).rstrip())
    print(flush=True)


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.program = options.program or ROOT / "build" / "release" / "understudy"
        self.figures = {}
        self.aims = []
        self.failures = []
        self.answer = None

    def understudy(self, scenario=servers.SCENARIO):
        return servers.Understudy(self.folder, self.program, scenario)

    def aim(self, name, value, relation, wanted, unit=""):
        """Returns what is printed beside the figure. No value, nothing reached."""
        reached = value is not None and {"≥": value >= wanted, "≤": value <= wanted, "<": value < wanted}[relation]
        self.aims.append({"name": name, "value": value, "aim": f"{relation} {wanted:g}{unit}", "reached": reached})
        return f"{relation} {wanted:g}{unit} {'reached' if reached else 'NOT reached'}"

    def record_answer(self):
        with self.understudy() as server:
            self.answer = server.ask()
            if servers.status_of(self.answer) != 200:
                raise Failure(f"understudy did not answer the order with 200: {self.answer[:200]!r}")

    def check_same_answer(self, server):
        got = server.ask()
        if isinstance(server, (servers.Understudy, servers.Bare)):
            same = got == self.answer
        else:
            body, wanted = (text.partition(b"\r\n\r\n")[2] for text in (got, self.answer))
            # WireMock sends it in chunks, Prism writes the JSON anew.
            same = wanted in body or body.strip() and json.loads(body) == json.loads(wanted)
        if not same or servers.status_of(got) != 200:
            raise Failure(f"{server.title} answers something else: {got[:300]!r}")

    def bare(self, connections=max(CONNECTIONS)):
        # Some to spare: a thread is not free again at the moment when its connection ends.
        return servers.Bare(self.folder, WORK / "bare" / "understudy_bench_bare", self.answer, connections + 64)

    def peers(self):
        if not self.options.peers:
            return []
        say("getting WireMock and Prism from npm")
        if shutil.which("npm") is None:
            raise Failure("the peers need npm, which is not installed")
        modules = WORK / "peers"
        modules.mkdir(exist_ok=True)
        wanted = (HERE / "peers" / "package-lock.json").read_bytes()
        stamp = modules / "installed.json"
        if not stamp.exists() or stamp.read_bytes() != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / "peers" / name, modules)
            # Nothing in them needs a script to be run.
            done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=modules,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
            if done.returncode != 0:
                raise Failure(f"npm could not install the peers: {done.stderr.strip()[-600:]}")
            stamp.write_bytes(wanted)
        return [kind(self.folder, modules / "node_modules", self.answer) for kind in (servers.WireMock, servers.Prism)]

    ## The sections.

    def throughput(self):
        options = self.options
        running = []
        with contextlib.ExitStack() as stack:
            candidates = [self.understudy(), self.bare(), servers.Nginx(self.folder, self.answer)]
            try:
                candidates += self.peers()
            except (Failure, OSError, subprocess.SubprocessError) as error:
                self.failed("peers", error)
            for server in candidates:
                try:
                    stack.enter_context(server)
                    self.check_same_answer(server)
                    clients.drive(server, 64, 1 if options.quick or server in candidates[:3] else 5)
                    running.append(server)
                except Failure as error:
                    self.failed(server.title, error)
            if not any(server.name == "understudy" for server in running):
                raise Failure("understudy did not run")

            results = {(server.name, count): [] for server in running for count in CONNECTIONS}
            for turn in range(options.rounds):
                for count in CONNECTIONS:
                    # Everybody is first, second and last once.
                    first = turn % len(running)
                    for server in running[first:] + running[:first]:
                        say(f"round {turn + 1} of {options.rounds}: {server.title}, {count} connections")
                        results[server.name, count].append(clients.drive(server, count, options.seconds))

        def median(name, count, figure):
            values = [one[figure] for one in results[name, count] if one[figure] is not None]
            return statistics.median(values) if values else None

        def ratio(name, other, count):
            """Of neighbours in time, so that what others do on the machine hits both."""
            pairs = zip(results[name, count], results.get((other, count), []))
            ratios = [one["rate"] / two["rate"] for one, two in pairs if two["rate"]]
            return statistics.median(ratios) if ratios else None

        rows = [["connections", "server", "requests/s", "p50 ms", "p99 ms", "errors", "timeouts", "CPU µs/request", "others",
                 "of bare httplib", "aim", "of nginx", "aim"]]
        figures = []
        for count in CONNECTIONS:
            for server in running:
                name = server.name
                entry = {"connections": count, "server": server.title}
                for figure, key in (("requests_a_second", "rate"), ("p50_ms", "p50_ms"), ("p99_ms", "p99_ms"),
                                    ("cpu_us_a_request", "cpu_us"), ("others", "others")):
                    entry[figure] = median(name, count, key)
                entry["errors"] = sum(one["errors"] for one in results[name, count])
                entry["timeouts"] = sum(one["timeouts"] for one in results[name, count])
                entry["of_bare"], entry["of_nginx"] = ratio(name, "bare", count), ratio(name, "nginx", count)
                entry["rounds"] = results[name, count]
                figures.append(entry)
                compared = []
                for key, title, wanted in (("of_bare", "bare httplib", {8: 0.8, 64: 0.8}),
                                           ("of_nginx", "nginx", {64: 0.5, 512: 0.5, 2000: 0.5})):
                    value = None if key == "of_" + name else entry[key]
                    compared.append("" if value is None else f"{value:.2f}")
                    judged = name == "understudy" and count in wanted
                    compared.append(self.aim(f"requests/s, of those of {title}, at {count:,} connections", value, "≥",
                                             wanted[count]) if judged else "")
                rows.append([str(count), server.title, thousands(entry["requests_a_second"]), f"{entry['p50_ms']:.2f}",
                             f"{entry['p99_ms']:.2f}", str(entry["errors"]), str(entry["timeouts"]),
                             shown(entry["cpu_us_a_request"], 1), f"{entry['others']:.0%}", *compared])
        print(f"Load: the median of {options.rounds} rounds of {options.seconds} s; ratios are those of the same round; "
              "'others': share of the processors that other programs had")
        table(rows, left=2)
        most = figures[[(entry["server"], entry["connections"]) for entry in figures].index(("understudy", 2000))]
        bad = most["errors"] + most["timeouts"] if most["requests_a_second"] else None
        pairs = zip(results["understudy", 8], results["understudy", 2000])
        of_own = [many["rate"] / few["rate"] for few, many in pairs if few["rate"]]
        of_own = statistics.median(of_own) if of_own else None
        print(f"  understudy at 2,000 connections: {shown(bad, 0)} errors and timeouts "
              f"({self.aim('errors and timeouts at 2,000 connections', bad, '≤', 0)}), "
              f"{shown(of_own, 2)} of its figure at 8 ({self.aim('requests/s at 2,000 connections, of those at 8', of_own, '≥', 0.9)})\n")
        self.figures["throughput"] = figures

    def ready(self):
        thousand = self.folder / "thousand_orders.yaml"
        thousand.write_text(THOUSAND_ORDERS)
        repeats = 3 if self.options.quick else 21
        kinds = {"one order": (self.understudy, servers.PATH),
                 "1,000 orders": (lambda: self.understudy(thousand), "/v1/order/order_0500"),
                 "bare httplib": (lambda: self.bare(8), servers.PATH)}
        say(f"{repeats} starts of each kind")
        measured = {kind: {"ready": [], "first": [], "second": []} for kind in kinds}
        for _ in range(repeats):
            for kind, (make, path) in kinds.items():
                with make() as server:
                    measured[kind]["ready"].append(server.seconds_to_ready * 1e3)
                    for call in ("first", "second"):
                        begun = time.perf_counter()
                        answer = server.ask(path)
                        measured[kind][call].append((time.perf_counter() - begun) * 1e3)
                        if servers.status_of(answer) != 200:
                            raise Failure(f"{server.title} answered {path} with {answer[:200]!r}")
        rows = [["", "ready ms", "fastest", "slowest", "first call ms", "second call ms", ""]]
        figures = {}
        for kind, times in measured.items():
            figures[kind] = {f"{name}_ms": statistics.median(values) for name, values in times.items()}
            note = self.aim("ready with 1,000 orders", figures[kind]["ready_ms"], "≤", 25, " ms") if kind.startswith("1,") else ""
            rows.append([kind, f"{figures[kind]['ready_ms']:.1f}", f"{min(times['ready']):.1f}", f"{max(times['ready']):.1f}",
                         f"{figures[kind]['first_ms']:.2f}", f"{figures[kind]['second_ms']:.2f}", note])
        print(f"Start: from exec to the ready line, and calls on new connections; the median of {repeats}")
        table(rows)
        self.figures["ready"] = figures

    def memory(self):
        wanted = 50_000 if self.options.quick else 1_000_000
        say(f"memory after {thousands(wanted)} requests")
        with self.understudy() as server:
            start = server.resident_mb()
            server.ask()
            after_first = server.resident_mb()
            done = errors = 0
            deadline = time.monotonic() + 600
            while done < wanted:
                result = clients.drive(server, 64, 1 if self.options.quick else 5)
                done += result["requests"]
                errors += result["errors"] + result["timeouts"]
                if time.monotonic() > deadline or not result["requests"]:
                    raise Failure(f"only {thousands(done)} of {thousands(wanted)} requests in ten minutes")
            end, peak = server.resident_mb(), server.status_field("VmHWM") * 1024 / 1e6
        note = self.aim("memory after a million requests", end, "≤", 40, " MB") if not self.options.quick else "too few to judge"
        print("Memory: resident, the journal on")
        table([["", "MB", ""], ["at the start", f"{start:.1f}", ""], ["after the first request", f"{after_first:.1f}", ""],
               [f"after {thousands(done)} requests ({errors} errors)", f"{end:.1f}", note], ["peak", f"{peak:.1f}", ""]])
        self.figures["memory"] = {"start_mb": start, "first_request_mb": after_first, "requests": done, "end_mb": end,
                                  "peak_mb": peak, "errors": errors}

    def clock(self):
        """Events and sessions without a socket: what the clock costs."""
        program = ROOT / "build" / "release" / "tools" / "bench" / "in_process" / "understudy_bench_in_process"
        if not program.exists():
            raise Failure(f"{program} is not built (with --program nothing is)")
        say("events and sessions")
        done = subprocess.run([program], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        figures = json.loads(done.stdout)
        rows = [["events", "seconds", "ns an event", "of the cost at 1,000", "of log n at 1,000"]]
        first = figures["events"][0]
        growth = 0.0
        for row in figures["events"]:
            cost = row["ns_per_event"] / first["ns_per_event"]
            logarithm = math.log(row["events"]) / math.log(first["events"])
            growth = max(growth, cost / logarithm)
            rows.append([thousands(row["events"]), f"{row['seconds']:.4f}", f"{row['ns_per_event']:.0f}", f"{cost:.2f}",
                         f"{logarithm:.2f}"])
        print("Clock: so many scheduled events, worked off by one advance")
        table(rows)
        last = figures["events"][-1]["seconds"]
        print(f"  a million events: {last:.2f} s ({self.aim('seconds for a million events', last, '<', 2, ' s')}); cost of an event "
              f"against the logarithm of their number: {growth:.2f} ({self.aim('cost of an event, of log n', growth, '≤', 1)})\n")
        sessions = figures["sessions"]
        print("Sessions: 10,000 made by control calls, of one scenario, all live")
        table([["mean µs", "slowest µs", "KB each", "resident MB"],
               [f"{sessions['mean_us']:.0f}", f"{sessions['slowest_us']:.0f}", f"{sessions['kb_each']:.1f}",
                f"{sessions['resident_mb']:.0f}"]], left=0)
        print(f"  creating a session: {self.aim('microseconds to create a session', sessions['mean_us'], '<', 1000, ' µs')}\n")
        self.figures["clock"] = figures

    def idle(self):
        say("10,000 idle connections")
        with self.understudy() as server:
            figures = clients.idle_connections(server, 10_000, 200)
        note = self.aim("memory with 10,000 idle connections", figures["resident_mb"], "<", 60, " MB")
        print("Idle: 10,000 keep-alive connections, each answered once")
        table([["answered", f"{figures['answered']:,}", ""], ["resident MB", f"{figures['resident_mb']:.1f}", note],
               ["threads", str(figures["threads"]), ""],
               [f"a request among them, ms (median of {figures['samples']})", f"{figures['p50_ms']:.3f}", ""],
               ["the slowest of these", f"{figures['max_ms']:.3f}", ""]])
        self.figures["idle"] = figures

    def slow(self):
        rows = [["server", "requests/s", "p50 ms", "p99 ms", "errors", "timeouts", "threads", "senders left", "bytes/s each"]]
        self.figures["slow"] = {}
        for server in (self.understudy(), servers.Nginx(self.folder, self.answer)):
            say(f"2,000 slow senders: {server.title}")
            with server:
                server.ask()
                result = clients.among_slow_senders(server, 2000, self.options.seconds)
            self.figures["slow"][server.title] = result
            rows.append([server.title, thousands(result["rate"]), f"{result['p50_ms']:.2f}", f"{result['p99_ms']:.2f}",
                         str(result["errors"]), str(result["timeouts"]), str(result["threads"]), str(result["senders_left"]),
                         f"{result['bytes_a_second_each']:.1f}"])
        print("Slow senders: 8 ordinary connections while 2,000 others send a byte each 100 ms, of a head that never ends")
        table(rows)

    def served(self):
        rows = [["server", "served", "answers each: fewest", "median", "most", "broken"]]
        self.figures["served"] = {}
        for server in (self.understudy(), self.bare(), servers.Nginx(self.folder, self.answer)):
            say(f"is every one of 2,000 connections served? {server.title}")
            with server:
                result = clients.everyone_served(server, 2000, max(3, self.options.seconds))
            self.figures["served"][server.title] = result
            rows.append([server.title, f"{result['served']:,}", str(result["fewest"]), str(result["median"]),
                         str(result["most"]), str(result["broken"])])
        print("Fairness: 2,000 connections that all ask again and again")
        table(rows)
        own = self.figures["served"]["understudy"]["served"]
        print(f"  understudy: {own:,} of 2,000 served ({self.aim('connections of 2,000 that are served', own, '≥', 2000)})\n")

    def failed(self, what, error):
        self.failures.append(f"{what}: {error}")
        say(f"{what} did not run: {error}")


SECTIONS = {"clock": Bench.clock, "throughput": Bench.throughput, "ready": Bench.ready, "memory": Bench.memory, "idle": Bench.idle,
            "slow": Bench.slow, "served": Bench.served}


def processor():
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def busy_share():
    """What others do at this moment; the load average still speaks of the minute before."""
    before, begun = clients.machine_user_seconds(), time.monotonic()
    time.sleep(1)
    return (clients.machine_user_seconds() - before) / (time.monotonic() - begun) / (os.cpu_count() or 1)


def raise_open_files():
    """As far as we may; servers and wrk inherit it."""
    wanted = 32768
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(hard, wanted)))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted and soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 12_000:
        say(f"only {resource.getrlimit(resource.RLIMIT_NOFILE)[0]} open files are allowed (ulimit -Hn); "
            "10,000 connections need 12,000")


def stop_everything(number, _frame):
    # Leaves the `with` blocks, which stop what was started; a second signal must not interrupt that.
    for signal_number in STOP_SIGNALS:
        signal.signal(signal_number, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main():
    options = parse_arguments()
    for stop in STOP_SIGNALS:
        signal.signal(stop, stop_everything)
    # Relative to where one stands, before anything is measured in vain.
    if options.json and not pathlib.Path(options.json).resolve().parent.is_dir():
        sys.exit(f"bench: there is no folder for {options.json}")
    if options.program and not os.access(options.program, os.X_OK):
        sys.exit(f"bench: {options.program} is no program")
    if subprocess.run([HERE / "prepare", *(["--bare-only"] if options.program else [])], stdin=subprocess.DEVNULL).returncode:
        return 1
    raise_open_files()

    machine = {"processor": processor(), "cores": os.cpu_count(), "kernel": platform.release(),
               "busy_before": busy_share()}
    print(f"{machine['processor']}, {machine['cores']} cores, Linux {machine['kernel']}; the load generator runs on the same "
          f"machine, over loopback")
    if options.quick:
        print("--quick: does everything run? The figures say little.")
    print("understudy: contract checks on both sides on, journal on, live log off (--quiet), manual clock")
    if machine["busy_before"] > 0.05:
        print(f"THE MACHINE IS BUSY ({machine['busy_before']:.0%} of it, before we began): the processor time of a request says most, the ratios "
              "something, the figures little")
    print(flush=True)

    with tempfile.TemporaryDirectory(prefix="run-", dir=WORK) as folder:
        bench = Bench(options, pathlib.Path(folder))
        try:
            bench.record_answer()
        except (Failure, OSError) as error:
            bench.failed("understudy", error)
        for name, section in SECTIONS.items():
            if bench.answer is None or options.only and name not in options.only:
                continue
            try:
                section(bench)
            except (Failure, OSError, subprocess.SubprocessError) as error:
                bench.failed(name, error)

    reached = sum(1 for aim in bench.aims if aim["reached"])
    if bench.aims:
        print(f"Aims: {reached} of {len(bench.aims)} reached")
        table([[aim["name"], shown(aim["value"], 2).removesuffix(".00"), aim["aim"],
                "reached" if aim["reached"] else "NOT reached"] for aim in bench.aims])
    for failure in bench.failures:
        print(f"DID NOT RUN: {failure}")
    if options.json:
        machine["busy_after"] = busy_share()
        pathlib.Path(options.json).write_text(json.dumps({
            "machine": machine, "seconds": options.seconds, "rounds": options.rounds, "quick": options.quick,
            "program": str(bench.program), "figures": bench.figures, "aims": bench.aims, "failures": bench.failures},
            indent=2, ensure_ascii=False) + "\n")
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
