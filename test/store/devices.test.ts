import { expect, test, vi } from 'vitest'
import { event, stored } from './stored.ts'

vi.setConfig({ testTimeout: 60_000 })

test('addresses stand for the devices that held them at the time', async () => {
  const holdings = [
    { space: '', address: 1, from: 2000, device: 91 },
    { space: '', address: 1, from: 1000, device: 90 },
    { space: '', address: 1, from: 1500, device: 90 },
    { space: '', address: 2, from: 1000, device: 92 },
  ]
  const flows = [10, 1000, 1999, 2000, 1e9].map((start, i) => ({
    start,
    src: 1,
    dst: 2 + (i % 2),
    service: 1,
    uid: `C${i}`,
  }))
  const { rows, links, events } = await stored({
    flows,
    holdings,
    events: [event({ ts: 2500 }), event({ ts: 5 })],
  })
  expect(rows.map(({ start, src, srcDevice, dstDevice }) => [start, src, srcDevice, dstDevice])).toEqual([
    [10, 1, 90, 92],
    [1000, 1, 90, 3],
    [1999, 1, 90, 92],
    [2000, 1, 91, 3],
    [1e9, 1, 91, 92],
  ])
  expect(new Set(links.map(({ src }) => src))).toEqual(new Set([90, 91]))
  expect(events.map(({ src, srcAddress, dst, target }) => [src, srcAddress, dst, target])).toEqual([
    [90, 1, 2, 92],
    [91, 1, 2, 92],
  ])
})

test('the same address in two address plans is two devices', async () => {
  const holdings = [{ space: 'branch', address: 1, from: 0, device: 90 }]
  const flow = { start: 5, src: 1, dst: 2, service: 1, uid: 'C1' }
  const { rows, links, events } = await stored({
    flows: [flow, { ...flow, space: 'branch' }],
    events: [event({}), event({ space: 'branch' })],
    holdings,
  })
  expect(rows.map(({ space, srcDevice }) => [space, srcDevice])).toEqual([['', 1], ['branch', 90]]) // prettier-ignore
  expect(links.map(({ src, srcAddress }) => [src, srcAddress])).toEqual([[1, 1], [90, 1]]) // prettier-ignore
  expect(events.map(({ src }) => src)).toEqual([1, 90])
})
