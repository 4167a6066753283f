import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configuredSensors, isIn, SiteSensors } from '../../src/inputs/sensor-inputs.ts'

const sensor = (name: string, path: string) => ({ name, path, space: '' })

test.each([
  ['a file in its folder', '/data/zeek/conn.log', '/data/zeek/conn.log', 'zeek'],
  ['a file below its folder', '/data/zeek/old/conn.log', '/data/zeek/old/conn.log', 'zeek'],
  ['the longest path', '/data/zeek/worker/conn.log', '/data/zeek/worker/conn.log', 'worker'],
  ['the file itself', '/data/one.pcap', '/data/one.pcap', 'one'],
  ['where a file really is', '/data/link.log', '/data/zeek/conn.log', 'zeek'],
  ['the longer of what its name and its place say', '/data/zeek/a.log', '/data/zeek/worker/a.log', 'worker'],
  ['not a folder whose name begins alike', '/data/zeek-old/conn.log', '/data/zeek-old/conn.log', undefined],
])('the sensor of a file is told by %s', (_, file, real, name) => {
  const sensors = [sensor('zeek', '/data/zeek'), sensor('worker', '/data/zeek/worker'), sensor('one', '/data/one.pcap')] // prettier-ignore
  expect(configuredSensors(sensors)({ file, real })?.name).toBe(name)
})

test('it is the first with the longest path that holds the file', () => {
  const path = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }).map(parts => `/${parts.join('/')}`)
  fc.assert(
    fc.property(fc.array(path, { maxLength: 8 }), path, path, (paths, file, real) => {
      const sensors = paths.map((path, i) => sensor(`${i}`, path))
      const holding = sensors.filter(({ path }) => isIn(file, path) || isIn(real, path))
      const [longest] = holding.sort((a, b) => b.path.length - a.path.length)
      expect(configuredSensors(sensors)({ file, real })?.path.length).toBe(longest?.path.length)
    }),
  )
})

test('a sensor is made once for each name and address plan', () => {
  const sensors = new SiteSensors()
  expect(sensors.get({ name: 'b', space: '' })).toBe(sensors.get({ name: 'b', space: '' }))
  expect(sensors.get({ name: 'b', space: 'x' })).not.toBe(sensors.get({ name: 'b', space: '' }))
  sensors.get({ name: 'a', space: '' })
  expect(sensors.all().map(({ name, space }) => `${name}${space}`)).toEqual(['a', 'b', 'bx'])
})
