"""The Python request of the Baanx page "Get Order Status", in the loop that the same page shows for Node. Edited: the host,
the interval, and the values that the page leaves open."""

import os
import time

import requests

TERMINAL_STATES = ["COMPLETED", "FAILED", "EXPIRED"]
MAX_ATTEMPTS = 40
POLL_INTERVAL = float(os.environ.get("POLL_INTERVAL_MS", "3000")) / 1000

order_id = "abcd_1234"
user_access_token = "tour-token"

for _ in range(MAX_ATTEMPTS):
    response = requests.get(
        f'{os.environ["BAANX_BASE_URL"]}/v1/order/{order_id}',
        headers={
            'X-Client-ID': 'your_client_id',
            'Authorization': f'Bearer {user_access_token}'
        }
    )
    response.raise_for_status()
    order = response.json()
    if order['status'] in TERMINAL_STATES:
        print(order['status'])  # e.g. "COMPLETED"
        break
    time.sleep(POLL_INTERVAL)
else:
    raise SystemExit("Order polling timed out. Please check back later.")
