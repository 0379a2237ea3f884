// Sends one of each kind by hot-shots.   node send.cjs udp PORT | node send.cjs uds PATH
const StatsD = require('hot-shots');

const [protocol, target] = process.argv.slice(2);
const fail = (error) => {
  console.error(error);
  process.exit(1);
};
const client = new StatsD({
  ...(protocol === 'uds' ? { protocol, path: target } : { host: '127.0.0.1', port: Number(target) }),
  prefix: 'hs.',
  globalTags: { env: 'test' },
  errorHandler: fail,
});

client.increment('requests', 1, { method: 'GET' });
client.increment('requests', 2, { method: 'PUT', path: '/x y' });
client.gauge('temperature', 21.5);
client.timing('latency', 42);
client.histogram('size', 3);
client.distribution('size', 4);
client.set('users', 'alice');
client.set('users', 'bob');
client.event('title', 'text');
client.check('service', client.CHECKS.OK);

const lines = new StatsD({
  ...(protocol === 'uds' ? { protocol, path: target } : { host: '127.0.0.1', port: Number(target) }),
  maxBufferSize: 1000,
  errorHandler: fail,
});
for (let i = 0; i < 100; i++) {
  lines.increment('hs.buffered');
}

client.close(() => lines.close(() => console.log('sent')));
