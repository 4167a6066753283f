import { etherType } from './ethernet.ts'
import { fault, type Layer } from './layer.ts'

/** A header of so many bytes that says nothing of what comes after it, and the layer that does. `name` is for "name header cut". */
export function after(bytes: number, layer: Layer, name: string): Layer {
  const cut = `${name} header cut`
  return (view, at, packet) =>
    packet.end - at < bytes ? fault(packet, cut) : layer(view, at + bytes, packet)
}

/** So many bytes, and then an EtherType: how most tags in Ethernet are made. */
export function untag(bytes: number, name: string): Layer {
  const cut = `${name} cut`
  return (view, at, packet) =>
    packet.end - at < bytes + 2 ? fault(packet, cut) : etherType(view, at + bytes, packet)
}
