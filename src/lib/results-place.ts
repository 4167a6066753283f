/** Where a results folder keeps the files themselves: the sets of its runs. */
export const setsFolder = '.eastwest'

/** The link to the set that counts, beside the sets. */
export const currentSet = 'current'

/** Where the link of a file in the results folder leads. */
export const inCurrentSet = (name: string): string => `${setsFolder}/${currentSet}/${name}`
