/** A word as a POSIX shell takes it whole. */
export const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** A path as an argument: one that begins like an option is made none. */
export const pathWord = (path: string): string => quote(path.startsWith('-') ? `./${path}` : path)

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** The folder that all paths lie in, with its slash; './' where they share none. */
export function commonFolder(paths: readonly string[]): string {
  let common = folderOf(paths[0]!)
  for (const path of paths) while (!path.startsWith(common)) common = folderOf(common.slice(0, -1))
  return common || './'
}

/** The paths where they are few, else every file of their folders. */
export function pathWords(paths: readonly string[]): string[] {
  if (paths.length <= 3) return paths.map(pathWord)
  const folders = [...new Set(paths.map(folderOf))]
  return folders.length <= 3 ? folders.map(folder => `${pathWord(folder || './')}*`) : []
}
