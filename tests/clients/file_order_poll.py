"""A downloader as the REGARDS guide "Get Order status" describes it: request the endpoint as long as the answer is not 200,
fetch what is listed meanwhile, and compare each file with its checksum. All pages are listed before anything is fetched,
because fetched files leave the list."""

import hashlib
import os
import time

import requests

BASE_URL = os.environ["FILE_ORDER_BASE_URL"]
HEADERS = {"Authorization": "Bearer tour-token"}
POLL_INTERVAL = float(os.environ.get("POLL_INTERVAL_MS", "1000")) / 1000


def list_files():
    """The status of the order, and every file that is available now."""
    files = []
    page = 0
    while True:
        response = requests.get(f"{BASE_URL}/api/v1/rs-order/user/orders/42/files/available",
                                params={"page": page, "size": 50}, headers=HEADERS)
        response.raise_for_status()
        if response.status_code == 204:
            return 204, []
        body = response.json()
        files += body["content"]
        page += 1
        if page >= body["metadata"]["totalPages"]:
            return response.status_code, files


statuses = []
fetched = {}
while True:
    status, files = list_files()
    if not statuses or statuses[-1] != status:
        statuses.append(status)
    for file in files:
        if file["filename"] in fetched:
            continue
        content = requests.get(file["uri"], headers=HEADERS).content
        assert len(content) == file["fileSize"], file
        assert hashlib.md5(content).hexdigest() == file["checksum"], file
        fetched[file["filename"]] = len(content)
    if status == 200:
        break
    time.sleep(POLL_INTERVAL)

print(*statuses)
print(*sorted(fetched))
