/** Told how far a long piece of work is: `what` is done `done` times, of `of` where that is known. Cheap enough for every row. */
export type Stage = (what: string, done: number, of?: number) => void
