import type { TellingFile } from '../profile/telling-files.ts'
import type { Grade } from './grades.ts'

/** What it means that a file or pipe of a telling kind is opened. */
export interface FileMeaning {
  readonly techniques: readonly string[]
  readonly grade: Grade
  readonly what: string
}

/** Deeds by the kind of file. */
export const tellingFiles: Readonly<Record<TellingFile, FileMeaning>> = {
  'remote shell pipe': {
    techniques: ['T1569.002', 'T1021.002'],
    grade: 'execute',
    what: 'spoke to the pipe of a remote shell',
  },
  'implant pipe': {
    techniques: ['T1570', 'T1021.002'],
    grade: 'execute',
    what: 'spoke to a pipe as implants name theirs',
  },
  'command output': {
    techniques: ['T1021.002', 'T1047', 'T1569.002'],
    grade: 'execute',
    what: "fetched a command's output",
  },
  'saved secrets': {
    techniques: ['T1003.002', 'T1003.004'],
    grade: 'credentials',
    what: 'fetched a file as saved registry hives are named',
  },
  'registry hive': {
    techniques: ['T1003.002'],
    grade: 'credentials',
    what: 'opened a registry hive with accounts',
  },
  'directory database': {
    techniques: ['T1003.003'],
    grade: 'credentials',
    what: "opened a directory's database",
  },
  'memory dump': {
    techniques: ['T1003.001'],
    grade: 'credentials',
    what: 'opened a dump of the memory that holds credentials',
  },
  'started at log-on': {
    techniques: ['T1547.001', 'T1570'],
    grade: 'execute',
    what: 'put a file where it is started at log-on',
  },
  'task file': { techniques: ['T1053.005'], grade: 'execute', what: 'opened the file of a scheduled task' },
  'WMI definition': {
    techniques: ['T1546.003'],
    grade: 'execute',
    what: 'put a definition where WMI reads it',
  },
}

/** A file that runs, or is made to run, by the end of its name. */
export const isExecutable = (name: string): boolean =>
  /\.(exe|dll|sys|com|scr|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|cpl|jar|csproj|inf)$/i.test(name)
