// The peer for log reading: DuckDB writes the rows of remote services as CSV to a file, by default one that goes at once.
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

// Not /dev/null: DuckDB locks what it writes to, and would meet other runs there.
const passing = join(tmpdir(), `eastwest-bench-${process.pid}.csv`)
const [kind, file, headLines, ports, out = passing] = process.argv.slice(2)
const columns = 'ts uid orig_h orig_p resp_h resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents'.split(' ') // prettier-ignore
const types = columns.map(name => `'${name}': 'VARCHAR'`).join(', ')
const tsv = `read_csv('${file}', delim='\\t', header=false, skip=${headLines}, quote='', auto_detect=false, columns={${types}})`
const rows =
  kind === 'tsv'
    ? `${tsv} WHERE resp_p::INTEGER`
    : `read_json('${file}', format='newline_delimited') WHERE "id.resp_p"`
const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
try {
  await connection.run(`COPY (FROM ${rows} IN (${ports})) TO '${out}' (FORMAT csv, HEADER false)`)
} finally {
  rmSync(passing, { force: true })
}
