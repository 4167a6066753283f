// The peer for log reading: DuckDB selects the same rows of remote services and writes them as CSV to /dev/null.
import { DuckDBInstance } from '@duckdb/node-api'

const [kind, file] = process.argv.slice(2)
const columns = 'ts uid orig_h orig_p resp_h resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents'.split(' ') // prettier-ignore
const types = columns.map(name => `'${name}': 'VARCHAR'`).join(', ')
const source =
  kind === 'csv'
    ? `read_csv('${file}', delim='\\t', header=false, skip=6, quote='', columns={${types}})`
    : `(SELECT "id.resp_p"::VARCHAR AS resp_p, * FROM read_json('${file}', format='newline_delimited'))`
const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
await connection.run(
  `COPY (SELECT * FROM ${source} WHERE resp_p IN ('22', '135', '445', '3389', '5900', '5985')) TO '/dev/null' (FORMAT csv)`,
)
