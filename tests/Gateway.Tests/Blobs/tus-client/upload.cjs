// Uploads a file with tus-js-client, breaks off in the middle, and resumes as a device does after a reboot: from what it stored.
// node upload.cjs ENDPOINT FILE SHA256 CHUNK_BYTES  ->  one line of JSON
'use strict';
const fs = require('node:fs');
const tus = require('tus-js-client');

const [endpoint, file, sha256, chunkBytes] = process.argv.slice(2);
const size = fs.statSync(file).size;
const told = { resumedAt: null, requests: [], url: null };

function start(url) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(fs.createReadStream(file), {
      endpoint: url ? null : endpoint,
      uploadUrl: url,
      uploadSize: size,
      chunkSize: Number(chunkBytes),
      retryDelays: [0, 50, 200, 500],
      metadata: { filename: 'core', sha256 },
      onBeforeRequest: (request) => told.requests.push(request.getMethod()),
      onAfterResponse: (request, response) => {
        if (request.getMethod() === 'HEAD') told.resumedAt = Number(response.getHeader('Upload-Offset'));
      },
      onProgress: (sent) => {
        // Half of the way and in the middle of a chunk, at the first attempt only.
        if (!url && sent > size / 2 && !upload.broken) {
          upload.broken = true;
          upload.abort(false).then(() => resolve(upload.url), reject);
        }
      },
      onSuccess: () => resolve(null),
      onError: reject,
    });
    upload.start();
  });
}

start(null)
  .then((url) => {
    told.url = url;
    if (!url) throw new Error('the first attempt was not interrupted');
    return start(url);
  })
  .then(() => console.log(JSON.stringify(told)))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
