// The polling loop of the Baanx page "Get Order Status", as it stands there. Edited: the host, the interval, and the values
// that the page leaves open.

const BASE_URL = process.env.BAANX_BASE_URL;

async function waitForOrderCompletion(orderId, clientId, accessToken) {
  const TERMINAL_STATES = ['COMPLETED', 'FAILED', 'EXPIRED'];
  const MAX_ATTEMPTS = 40; // ~2 minutes at 3s intervals
  const POLL_INTERVAL_MS = Number(process.env.POLL_INTERVAL_MS ?? 3000);

  for (let i = 0; i < MAX_ATTEMPTS; i++) {
    const response = await fetch(`${BASE_URL}/v1/order/${orderId}`, {
      headers: {
        'X-Client-ID': clientId,
        'Authorization': `Bearer ${accessToken}`
      }
    });

    if (!response.ok) throw new Error(`Unexpected error: ${response.status}`);

    const order = await response.json();

    if (TERMINAL_STATES.includes(order.status)) return order;

    await new Promise(resolve => setTimeout(resolve, POLL_INTERVAL_MS));
  }

  throw new Error('Order polling timed out. Please check back later.');
}

const order = await waitForOrderCompletion('abcd_1234', 'your_client_id', 'tour-token');

if (order.status === 'COMPLETED') {
  // Unlock product, show success UI
  console.log(order.status, order.paidAt);
} else {
  // Handle failure or expiry
  console.warn('Order did not complete:', order.metadata?.note);
  console.log(order.status);
}
