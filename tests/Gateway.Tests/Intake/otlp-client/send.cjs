// Usage: node send.cjs proto|json cumulative|delta URL KEY SERIAL. Counts, measures and flushes twice; fails when an export failed.
const { MeterProvider, PeriodicExportingMetricReader, AggregationTemporality, AggregationType } = require('@opentelemetry/sdk-metrics');
const { resourceFromAttributes } = require('@opentelemetry/resources');

const [encoding, temporality, url, key, serial] = process.argv.slice(2);
const { OTLPMetricExporter } = require(`@opentelemetry/exporter-metrics-otlp-${encoding === 'proto' ? 'proto' : 'http'}`);

const exporter = new OTLPMetricExporter({
  url,
  headers: { Authorization: `Bearer ${key}`, 'Fleet-Tags': 'method' },
  compression: 'gzip',
  temporalityPreference: temporality === 'delta' ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
});
const results = [];
const send = exporter.export.bind(exporter);
exporter.export = (metrics, done) => send(metrics, (result) => { results.push(result); done(result); });

const provider = new MeterProvider({
  resource: resourceFromAttributes({
    'device.id': serial, 'device.model.identifier': 'rev-otel', 'service.name': 'camera', 'service.version': '4.5.6',
  }),
  readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
});
const meter = provider.getMeter('test');
const requests = meter.createCounter('http.requests', { unit: '{request}' });
const queue = meter.createUpDownCounter('queue');
const latency = meter.createHistogram('latency', { unit: 'ms', advice: { explicitBucketBoundaries: [10, 20, 50, 100] } });
const exponential = meter.createHistogram('exponential', { unit: 'ms' });
const temperature = meter.createGauge('temperature');

async function main() {
  for (const round of [1, 2]) {
    requests.add(5 * round, { method: 'GET', path: '/a' });
    requests.add(2 * round, { method: 'GET', path: '/b' });
    requests.add(1 * round, { method: 'POST', path: '/a' });
    queue.add(round === 1 ? 9 : -4);
    for (let i = 1; i <= 100; i++) {
      latency.record(i);
      exponential.record(i);
    }
    temperature.record(20 + round);
    await provider.forceFlush();
  }
  await provider.shutdown();
  const failed = results.filter((r) => r.code !== 0);
  if (failed.length > 0) throw failed[0].error ?? new Error('an export failed');
  console.log(JSON.stringify({ exports: results.length }));
}

main().catch((e) => { console.error(e); process.exit(1); });
