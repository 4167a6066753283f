import { mkdirSync, symlinkSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pathNames, walk } from '../../src/open/walk.ts'
import { folder } from '../commands/cli.ts'

const inside = (at: string, seen = new Set<string>()) => {
  const refused: string[] = []
  const { files, again } = walk(at, seen, (file, { code }) =>
    refused.push(`${file.slice(at.length)} ${code}`),
  )
  return { files: files.map(({ file }) => file.slice(at.length + 1)), refused, again }
}

test('a folder is walked in the order of names, without hidden ones', () => {
  const at = folder({ 'b/2': '', 'b/10': '', 'a.log': '', 'c/d/e': '', '.git/x': '', 'b/.tmp': '' })
  expect(inside(at)).toEqual({ files: ['a.log', 'b/10', 'b/2', 'c/d/e'], refused: [], again: false })
})

test('links are followed, and what they lead to counts once', () => {
  const at = folder({ 'a/log': '', 'b/other': '' })
  symlinkSync('../a/log', join(at, 'b', 'again'))
  symlinkSync('..', join(at, 'b', 'up'))
  mkdirSync(join(at, 'c'))
  symlinkSync('../a', join(at, 'c', 'folder'))
  expect(inside(at)).toEqual({ files: ['a/log', 'b/other'], refused: [], again: true })
})

test('what cannot be opened is told, and the rest is walked', () => {
  const at = folder({ 'z.log': '' })
  symlinkSync('gone', join(at, 'a'))
  symlinkSync('b', join(at, 'b'))
  expect(inside(at)).toEqual({ files: ['z.log'], refused: ['/a ENOENT', '/b ELOOP'], again: false })
})

test('a pipe in a folder is no file, a pipe that is named is one', () => {
  const at = folder({ log: '' })
  execFileSync('mkfifo', [join(at, 'pipe')])
  expect(inside(at).files).toEqual(['log'])
  const { files } = walk(join(at, 'pipe'), new Set(), () => {})
  expect(files).toMatchObject([{ file: join(at, 'pipe'), regular: false }])
})

test('a path reached a second time gives nothing, and says that it was there before', () => {
  const at = folder({ log: '' })
  const seen = new Set<string>()
  expect(inside(at, seen).files).toEqual(['log'])
  expect(inside(at, seen)).toEqual({ files: [], refused: [], again: true })
})

test('sensors are called as their paths end, or as given where that is not enough', () => {
  expect(pathNames(['/data/hq/', 'x.pcap', '-', '/a/logs', 'b/logs'])).toEqual([
    'hq',
    'x.pcap',
    'stdin',
    '/a/logs',
    'b/logs',
  ])
  expect(pathNames(['hq', './hq', 'x/'])).toEqual(['hq', 'hq', 'x'])
})
