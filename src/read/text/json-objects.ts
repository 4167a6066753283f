import type { Rejects } from '../../lib/rejects.ts'
import { latin1, utf8 } from '../zeek/slices.ts'
import { parseObject, type JsonObject } from './values.ts'

const [newline, quote, backslash, open, close, list, listEnd] = [10, 34, 92, 123, 125, 91, 93] as const
/** What may lie between objects beside brackets: blanks and commas. */
const between = new Set([9, 10, 13, 32, 44, close, list, listEnd])
/** An object whose first key holds the list of records, as clouds wrap them; CloudWatch's subscriptions say whose they are before it. */
const wrapper = /^\{\s*"(?:records|Records|value|entries|events|Events)"\s*:\s*$/
const subscription = /^\{\s*"messageType"/
const subscribed = /"logEvents"\s*:\s*$/
/** Lists in answers to searches, behind other members: Splunk's and databases'; Elasticsearch's hits are inside of its hits. */
const answer =
  /^\{\s*"(?:preview|init_offset|results|rows|data|docs|hits|logs|took|timed_out|_scroll_id|pit_id|responses|status|count|total)"/
const answered = /"(?:results|rows|data|docs|logs|responses|hits)"\s*:\s*$/
const hits = /"hits"\s*:\s*$/
/** So much is looked at before a bracket, and of an object's beginning: a fixed cost for each bracket. */
const looked = 64
const longestWrapper = 4096

/** Larger objects are no record; they are scanned past without being kept. */
const maxObject = 1 << 24

const longestExample = 200

/** Takes one record and the line that it starts in; says why it is none of the format, '' where all is well. */
export type TakeObject = (object: JsonObject, line: number) => string

/**
 * Finds the records of a JSON file that comes in pieces: one object a line, a list of objects, objects one after another, or the
 * list in `{"records": […]}`. A damaged object is one reject, with the line that it starts in, and does not take others with it:
 * a string ends with its line, and a line that begins with a brace begins a record.
 */
export class JsonObjects {
  readonly #file: string
  readonly #rejects: Rejects
  readonly #take: TakeObject
  #bytes = Buffer.alloc(1 << 16)
  #length = 0
  #at = 0
  /** Where the open object begins, -1 outside of one; and its line. */
  #start = -1
  #startLine = 1
  #line = 1
  #depth = 0
  #inString = false
  #tooLong = false
  /** Whether the objects are those of a wrapper's list. */
  #inList = false
  /** Whether what is open is the rest of a wrapper, after its list: it holds no record. */
  #isRest = false
  /** The rest of the line is not read: after what is no JSON. */
  #skipping = false
  #lastRejected = 0
  #last: number = newline

  constructor(file: string, rejects: Rejects, take: TakeObject) {
    this.#file = file
    this.#rejects = rejects
    this.#take = take
  }

  push(chunk: Uint8Array): void {
    this.#append(chunk)
    for (; this.#at < this.#length; this.#at++) {
      const byte = this.#bytes[this.#at]!
      if (byte === open && this.#last === newline && this.#depth > 0) this.#abandon()
      if (this.#depth > 0) this.#inside(byte)
      else this.#outside(byte)
      this.#last = byte
      if (byte === newline) this.#line++
    }
  }

  end(): void {
    if (this.#depth > 0 && !this.#isRest)
      this.#reject('the file ends inside a record', this.#startLine, this.#length)
    else if (this.#skipping && this.#start >= 0) this.#noObject()
  }

  #append(chunk: Uint8Array): void {
    if (this.#tooLong || this.#start < 0) this.#length = this.#at = 0
    else if (this.#start > 0) {
      this.#bytes.copyWithin(0, this.#start, this.#length)
      this.#length -= this.#start
      this.#at -= this.#start
      this.#start = 0
    }
    if (this.#length > maxObject) {
      this.#tooLong = true
      this.#reject('the record is too long', this.#startLine, this.#length)
      this.#length = this.#at = 0
    }
    if (this.#length + chunk.length > this.#bytes.length) {
      const larger = Buffer.alloc((this.#length + chunk.length) * 2)
      this.#bytes.copy(larger, 0, 0, this.#length)
      this.#bytes = larger
    }
    this.#bytes.set(chunk, this.#length)
    this.#length += chunk.length
  }

  #outside(byte: number): void {
    if (this.#skipping) this.#skip(byte)
    else if (byte === open) this.#open()
    else if (byte === listEnd && this.#inList) {
      this.#inList = false
      this.#isRest = true
      this.#open()
    } else if (!between.has(byte) && !this.#isMark(byte)) {
      // What follows a record that was rejected is part of the same damage.
      if (this.#line !== this.#lastRejected) this.#start = this.#at
      this.#skipping = true
    }
  }

  /** Reads past what is no JSON. The reject waits for its example, whatever the pieces it comes in. */
  #skip(byte: number): void {
    this.#skipping = byte !== newline
    if (this.#start >= 0 && (!this.#skipping || this.#at - this.#start >= longestExample)) this.#noObject()
  }

  #noObject(): void {
    this.#reject('no JSON object', this.#line, this.#at)
    this.#start = -1
  }

  #open(): void {
    this.#start = this.#at
    this.#startLine = this.#line
    this.#depth = 1
  }

  /** A byte order mark may begin the file. */
  #isMark(byte: number): boolean {
    return this.#line === 1 && (byte === 0xef || byte === 0xbb || byte === 0xbf)
  }

  #inside(byte: number): void {
    if (this.#inString) {
      if (byte === newline || (byte === quote && !this.#isEscaped())) this.#inString = false
    } else if (byte === quote) this.#inString = true
    else if (byte === open) this.#depth++
    else if (byte === close) {
      if (--this.#depth === 0) this.#object()
    } else if (byte === list && this.#depth <= 2 && this.#isWrapper()) {
      this.#inList = true
      this.#close()
    }
  }

  /** Whether an odd number of backslashes is before the current byte. */
  #isEscaped(): boolean {
    let at = this.#at
    while (at > 0 && this.#bytes[at - 1] === backslash) at--
    return (this.#at - at) % 2 === 1
  }

  #isWrapper(): boolean {
    if (this.#isRest) return false
    const [start, at] = [this.#start, this.#at]
    if (at - start >= longestWrapper) return false
    const begins = (mark: RegExp) => mark.test(latin1(this.#bytes, start, Math.min(at, start + looked)))
    const ends = (mark: RegExp) => mark.test(latin1(this.#bytes, Math.max(start, at - looked), at))
    if (this.#depth === 2) return ends(hits) && begins(answer)
    if (at - start <= looked && wrapper.test(latin1(this.#bytes, start, at))) return true
    return (ends(subscribed) && begins(subscription)) || (ends(answered) && begins(answer))
  }

  #object(): void {
    if (this.#isRest) return this.#close()
    const object = this.#tooLong ? undefined : parseObject(utf8(this.#bytes, this.#start, this.#at + 1))
    const reason = object ? this.#take(object, this.#startLine) : this.#tooLong ? '' : 'no JSON object'
    if (reason !== '') this.#reject(reason, this.#startLine, this.#at + 1)
    this.#close()
  }

  #abandon(): void {
    if (!this.#tooLong && !this.#isRest) this.#reject('no JSON object', this.#startLine, this.#at)
    this.#close()
  }

  #close(): void {
    this.#start = -1
    this.#depth = 0
    this.#inString = false
    this.#tooLong = false
    this.#isRest = false
  }

  #reject(reason: string, line: number, to: number): void {
    this.#lastRejected = line
    const from = this.#start
    const example = () => utf8(this.#bytes, from, Math.min(to, from + longestExample))
    this.#rejects.add(this.#file, reason, 'line', line, example)
  }
}
