// Uploads a file with tus-js-client over a connection that is cut half of the way, and resumes as a device does after a reboot: from the
// upload's URL alone.
// node upload.cjs ENDPOINT FILE SHA256  ->  one line of JSON
'use strict';
const fs = require('node:fs');
const net = require('node:net');
const tus = require('tus-js-client');

const [endpoint, file, sha256] = process.argv.slice(2);
const server = new URL(endpoint);
const size = fs.statSync(file).size;
const told = { resumedAt: null, requests: [], answers: [] };

// Between client and server: passes everything on, and cuts the first connection on which half of the file has passed.
let cut = false;
const proxy = net.createServer((client) => {
  const upstream = net.connect(Number(server.port), server.hostname);
  let passed = 0;
  client.on('data', (bytes) => {
    const left = cut ? bytes.length : Math.max(0, size / 2 - passed);
    passed += bytes.length;
    if (!cut && passed >= size / 2) {
      cut = true;
      upstream.end(bytes.subarray(0, left), () => client.destroy());
    } else if (!upstream.write(bytes)) {
      client.pause();
    }
  });
  upstream.on('drain', () => client.resume());
  upstream.pipe(client);
  client.on('close', () => upstream.end());
  client.on('error', () => upstream.end());
  upstream.on('error', () => client.destroy());
});

function upload(options) {
  return new Promise((resolve) => {
    const upload = new tus.Upload(fs.createReadStream(file), {
      uploadSize: size,
      metadata: { filename: 'core', sha256 },
      onBeforeRequest: (request) => told.requests.push(request.getMethod()),
      onAfterResponse: (request, response) => {
        told.answers.push(response.getStatus());
        if (request.getMethod() === 'HEAD') told.resumedAt = Number(response.getHeader('Upload-Offset'));
      },
      onSuccess: () => resolve({ error: null, url: upload.url }),
      onError: (error) => resolve({ error, url: upload.url }),
      ...options,
    });
    upload.start();
  });
}

async function main() {
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
  const through = `http://127.0.0.1:${proxy.address().port}${server.pathname}`;
  const first = await upload({ endpoint: through, retryDelays: null });
  if (!first.error || !first.url) throw new Error('the first attempt was not interrupted');
  const second = await upload({ uploadUrl: first.url, retryDelays: [0, 50, 100, 200, 400, 800, 1600, 3200, 6400] });
  if (second.error) throw second.error;
  console.log(JSON.stringify(told));
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
