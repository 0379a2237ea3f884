// Usage: node query.cjs URL TOKEN SECONDS. Prints what the client understood of the answers as JSON.
const { PrometheusDriver } = require('prometheus-query');

const [url, token, seconds] = process.argv.slice(2);
const end = new Date(Number(seconds) * 1000);
const start = new Date(end.getTime() - 3600 * 1000);
const client = new PrometheusDriver({ endpoint: url, baseURL: '/prometheus/api/v1', auth: { username: 'grafana', password: token } });

async function main() {
  const instant = await client.instantQuery('fleet:temperature:mean', end);
  const range = await client.rangeQuery('fleet:temperature:mean', start, end, 3600);
  const versions = await client.labelValues('software_version', [], start, end);
  const series = await client.series(['version:requests:sum'], start, end);
  let error = '';
  try {
    await client.instantQuery('sum(');
  } catch (e) {
    error = JSON.stringify(e);
  }
  console.log(JSON.stringify({
    instant: instant.result[0].value.value,
    range: range.result[0].values.map((v) => v.value),
    versions,
    series: series.length,
    error,
  }));
}

main().catch((e) => { console.error(e); process.exit(1); });
