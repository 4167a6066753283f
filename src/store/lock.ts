import { existsSync, linkSync, rmSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

/** Lets a lock go. */
export type Release = () => void

/**
 * Holds a file for this process, which is made where it is not there; undefined where another process holds it. The lock is the
 * kernel's on the file of a database that holds nothing: it ends with its process, however that ends. Throws the engine's error.
 */
export async function hold(file: string): Promise<Release | undefined> {
  if (!existsSync(file)) await make(file)
  try {
    const instance = await open(file)
    return () => instance.closeSync()
  } catch (error) {
    if (/lock is (already )?held/i.test((error as Error).message)) return undefined
    throw error
  }
}

const open = (file: string) => DuckDBInstance.create(file, { threads: '1', memory_limit: '16MB' })

/** Puts the file there whole, or not at all. */
async function make(file: string): Promise<void> {
  const own = `${file}-${process.pid}`
  const instance = await open(own)
  instance.closeSync()
  try {
    linkSync(own, file)
  } catch (error) {
    // Another run has put its own there.
    if (!existsSync(file)) throw error
  } finally {
    rmSync(own, { force: true })
  }
}
