#!/usr/bin/python3
"""Runs what the README shows: every `sh` block, in order, in one scratch folder; a `text` block behind it must be what came
out (`…` stands for anything). `yaml` blocks named by the line before are written to that file, others must at least be YAML in
shape; the `cpp` block must stand in tests/examples word for word.

`tools/understudy serve` is started in the background on a free port, which then stands for 8420. `tools/test` is what runs
this test, so it is only looked for.
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEADLINE = 600  # seconds; the first command may have to build
BLOCK = re.compile(r"(?:^`(?P<name>[\w.]+)`\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def fail(sentence):
    sys.exit(f"README.md: {sentence}")


def matches(expected, actual):
    pattern = ".*?".join(re.escape(part) for part in expected.strip().split("…"))
    return re.fullmatch(pattern, actual.strip(), re.DOTALL) is not None


class Server:
    """`tools/understudy serve …` in the background."""

    def __init__(self, command, folder):
        command = re.sub(r"\bserve\b", "exec-serve --port 0", command, count=1).replace("exec-serve", "serve")
        self.process = subprocess.Popen(["bash", "-c", "exec " + command.split("#")[0]], cwd=folder, text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        ready = self.process.stdout.readline()
        found = re.fullmatch(r"understudy ready http://127\.0\.0\.1:(\d+)\n", ready)
        if not found:
            self.stop()
            fail(f"the server is not ready, it said {ready!r}")
        self.port = found[1]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=DEADLINE)


def main():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    examples = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/examples").glob("*.cpp"))
    blocks = list(BLOCK.finditer(readme))
    ran = 0
    server = None
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(ROOT / "tools", pathlib.Path(folder) / "tools")
        try:
            for number, block in enumerate(blocks):
                kind, text = block["kind"], block["text"]
                following = blocks[number + 1] if number + 1 < len(blocks) else None
                if kind == "yaml" and block["name"]:
                    (pathlib.Path(folder) / block["name"]).write_text(text, encoding="utf-8")
                elif kind == "cpp" and text not in examples:
                    fail(f"this code stands in no file of tests/examples:\n{text}")
                elif kind == "sh":
                    ran += 1
                    if text.startswith("tools/understudy serve"):
                        server = Server(text, folder)
                        continue
                    if text.startswith("tools/test"):
                        if not os.access(ROOT / "tools/test", os.X_OK):
                            fail("tools/test cannot be executed")
                        continue
                    command = text.replace("8420", server.port) if server else text
                    done = subprocess.run(["bash", "-c", command], cwd=folder, text=True, stdin=subprocess.DEVNULL,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=DEADLINE, check=False)
                    if done.returncode != 0:
                        fail(f"this ended with {done.returncode}:\n{text}\n{done.stdout}")
                    if following and following["kind"] == "text" and not matches(following["text"], done.stdout):
                        fail(f"this:\n{text}\nprinted:\n{done.stdout}\ninstead of:\n{following['text']}")
        finally:
            if server:
                server.stop()
    if ran < 5:
        fail(f"only {ran} blocks were run: is the pattern that finds them out of date?")
    print(f"{ran} blocks of README.md were run")


main()
