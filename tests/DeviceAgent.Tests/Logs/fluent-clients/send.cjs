// Usage: node send.cjs CLIENT PORT MODE COUNT ACKNOWLEDGED: sends COUNT records, and ends once all are sent (and acknowledged).
const [client, port, mode, count, acknowledged] = process.argv.slice(2);
const record = (i) => ({ message: `line ${i}`, level: 'warn', n: i, odd: [null, true, { deep: 1.5 }] });

async function fluentOrg() {
  const { FluentClient, EventTime } = require('@fluent-org/logger');
  const logger = new FluentClient('app', {
    eventMode: mode,
    // Not its 500 ms: the receiver shares two cores with other tests here.
    ack: acknowledged === 'true' ? { ackTimeout: 30000 } : undefined,
    flushInterval: 20,
    socket: { host: '127.0.0.1', port: Number(port), timeout: 5000 },
  });
  const sent = [];
  for (let i = 0; i < Number(count); i++) {
    sent.push(logger.emit('web', record(i), i % 2 ? EventTime.fromDate(new Date(1700000000123)) : undefined));
  }
  await Promise.all(sent);
  await logger.shutdown();
}

async function fluentLogger() {
  const logger = require('fluent-logger');
  logger.configure('app', {
    host: '127.0.0.1', port: Number(port), timeout: 5.0, eventMode: mode, requireAckResponse: acknowledged === 'true', flushInterval: 20,
  });
  const sent = [];
  for (let i = 0; i < Number(count); i++) {
    sent.push(new Promise((resolve, reject) => logger.emit('web', record(i), (error) => (error ? reject(error) : resolve()))));
  }
  await Promise.all(sent);
  await new Promise((resolve) => logger.end(null, null, resolve));
}

(client === 'fluent-logger' ? fluentLogger() : fluentOrg()).then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
