import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemPath } from '../../src/open/paths.ts'
import { pathNames, walk } from '../../src/open/walk.ts'
import { folder } from '../commands/cli.ts'

const inside = (at: string, { seen = new Set<string>(), follow = false } = {}) => {
  const refused: string[] = []
  const passed: string[] = []
  const { files, again } = walk(at, {
    seen,
    follow,
    unreadable: (file, { code }) => refused.push(`${file.slice(at.length)} ${code}`),
    passedOver: (file, why) => passed.push(`${file.slice(at.length + 1)}: ${why}`),
  })
  return { files: files.map(({ file }) => file.slice(at.length + 1)), refused, passed, again }
}

const nothing = { refused: [], passed: [], again: false }

test('a folder is walked in the order of names, without hidden ones', () => {
  const at = folder({ 'b/2': '', 'b/10': '', 'a.log': '', 'c/d/e': '', '.git/x': '', 'b/.tmp': '' })
  expect(inside(at)).toEqual({ ...nothing, files: ['a.log', 'b/10', 'b/2', 'c/d/e'] })
})

test('links inside the folder are followed, and what they lead to counts once', () => {
  const at = folder({ 'a/log': '', 'b/other': '' })
  symlinkSync('../a/log', join(at, 'b', 'again'))
  symlinkSync('..', join(at, 'b', 'up'))
  mkdirSync(join(at, 'c'))
  symlinkSync('../a', join(at, 'c', 'folder'))
  expect(inside(at)).toEqual({ ...nothing, files: ['a/log', 'b/other'], again: true })
})

test('links out of the folder are followed only where that is asked for', () => {
  const beside = folder({ 'x.log': '', 'more/y.log': '' })
  const at = folder({ 'own.log': '' })
  symlinkSync(join(beside, 'x.log'), join(at, 'file'))
  symlinkSync(join(beside, 'more'), join(at, 'folder'))
  const why = 'a link out of the folder is not followed; --follow follows it'
  expect(inside(at)).toEqual({
    ...nothing,
    files: ['own.log'],
    passed: [`file: ${why}`, `folder: ${why}`],
  })
  expect(inside(at, { follow: true })).toEqual({ ...nothing, files: ['file', 'folder/y.log', 'own.log'] })
})

test('a folder that is reached by a link of its own is walked, and only links out of it are links out', () => {
  const real = folder({ 'a/log': '' })
  symlinkSync('a', join(real, 'b'))
  const at = join(folder(), 'link')
  symlinkSync(real, at)
  expect(inside(at)).toEqual({ ...nothing, files: ['a/log'], again: true })
})

test('what the kernel makes up is not read, though links are followed', () => {
  const at = folder({ log: '' })
  symlinkSync('/proc', join(at, 'p'))
  symlinkSync('/dev/zero', join(at, 'zero'))
  expect(inside(at, { follow: true })).toEqual({
    ...nothing,
    files: ['log'],
    passed: [
      'p: what the kernel shows in /proc or /sys is not read',
      'zero: a pipe, socket or device in a folder is not read; name it itself',
    ],
  })
})

test('what cannot be opened is reported, and the rest is walked', () => {
  const at = folder({ 'z.log': '' })
  symlinkSync('gone', join(at, 'a'))
  symlinkSync('b', join(at, 'b'))
  expect(inside(at)).toEqual({ ...nothing, files: ['z.log'], refused: ['/a ENOENT', '/b ELOOP'] })
})

test('a pipe or socket in a folder is passed over, a pipe that is named is a file', async () => {
  const at = folder({ log: '' })
  execFileSync('mkfifo', [join(at, 'pipe')])
  const server = createServer().listen(join(at, 'socket'))
  onTestFinished(() => void server.close())
  await new Promise(resolve => server.once('listening', resolve))
  const why = 'a pipe, socket or device in a folder is not read; name it itself'
  expect(inside(at)).toEqual({ ...nothing, files: ['log'], passed: [`pipe: ${why}`, `socket: ${why}`] })
  const { files } = walk(join(at, 'pipe'), {
    seen: new Set(),
    follow: false,
    unreadable: () => {},
    passedOver: () => {},
  })
  expect(files).toMatchObject([{ file: join(at, 'pipe'), regular: false }])
})

test('a path reached a second time gives nothing, and says that it was there before', () => {
  const at = folder({ log: '' })
  const seen = new Set<string>()
  expect(inside(at, { seen }).files).toEqual(['log'])
  expect(inside(at, { seen })).toEqual({ ...nothing, files: [], again: true })
})

test('names of any bytes are shown apart, and each is found again', () => {
  const at = folder()
  const names = [
    Buffer.from('caf\xe9', 'latin1'),
    Buffer.from('café'),
    Buffer.from('caf\\xe9'),
    Buffer.from('caf\\xe9\xff', 'latin1'),
    Buffer.from([0xff, 0xfe]),
  ]
  for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${at}/`), name]), name)
  const { files } = inside(at)
  expect(files).toEqual(['\\xff\\xfe', 'caf\\x5cxe9', 'caf\\x5cxe9\\xff', 'caf\\xe9', 'café'])
  const found = files.map(file => readFileSync(systemPath(join(at, file))))
  expect(found.map(bytes => bytes.toString('hex')).sort()).toEqual(
    names.map(bytes => bytes.toString('hex')).sort(),
  )
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
