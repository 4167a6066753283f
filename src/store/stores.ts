export { openDuckdb } from './duckdb.ts'
