/** Names for places in the page: an incident's id where it makes a name, made unique. */
export class Anchors {
  readonly #used = new Set<string>()

  of(id: string): string {
    const plain = `i-${id.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 60)}`
    let anchor = plain
    for (let n = 2; this.#used.has(anchor); n++) anchor = `${plain}.${n}`
    this.#used.add(anchor)
    return anchor
  }
}
