import type { Event } from '../flow/event.ts'
import type { Grade } from './grades.ts'
import { table } from '../lib/table.ts'

interface SensorNotice {
  readonly techniques: readonly string[]
  readonly grade: Grade
  readonly what: string
}

/** Notes of Zeek and of its packages EternalSafety, Zerologon, PetitPotam and CVE-2021-1675, by their whole name. */
const rows: readonly [note: string, techniques: string, grade: Grade, what: string][] = [
  ['SSH::Password_Guessing', 'T1110.001 T1021.004', 'suspect', 'guessed passwords over SSH, says the sensor'],
  ['SSH::Login_By_Password_Guesser', 'T1110.001 T1021.004', 'credentials', 'logged in over SSH after guessing passwords, says the sensor'],
  ['SSH::Watched_Country_Login', 'T1021.004 T1078', 'suspect', 'logged in over SSH from or to a country that is watched, says the sensor'],
  ['SSH::Interesting_Hostname_Login', 'T1021.004 T1078', 'suspect', 'logged in over SSH from or to a host whose name is watched, says the sensor'],
  ['FTP::Bruteforcing', 'T1110.001', 'suspect', 'guessed passwords over FTP, says the sensor'],
  ['FTP::Site_Exec_Success', 'T1210', 'execute', 'executed something over FTP, says the sensor'],
  ['RDP::BruteforceScan', 'T1110.001 T1021.001', 'suspect', 'guessed passwords over RDP, says the sensor'],
  ['Heartbleed::SSL_Heartbeat_Attack', 'T1210', 'suspect', 'tried Heartbleed, says the sensor'],
  ['Heartbleed::SSL_Heartbeat_Attack_Success', 'T1210', 'exploit', 'read memory by Heartbleed, says the sensor'],
  ['CVE_2021_38647::EXPLOIT_ATTEMPT', 'T1210', 'suspect', 'tried to exploit OMI (CVE-2021-38647), says the sensor'],
  ['CVE_2021_38647::EXPLOIT_REQUEST', 'T1210', 'suspect', 'tried to exploit OMI (CVE-2021-38647), says the sensor'],
  ['CVE_2021_38647::EXPLOIT_RESPONSE', 'T1210', 'exploit', 'exploited OMI (CVE-2021-38647), says the sensor'],
  ['TeamCymruMalwareHashRegistry::Match', 'T1570', 'suspect', 'moved a file that is known as malware, says the sensor'],
  ['Scan::Address_Scan', 'T1046 T1018', 'suspect', 'scanned addresses, says the sensor'],
  ['Scan::Port_Scan', 'T1046', 'suspect', 'scanned ports, says the sensor'],
  ['Scan::Random_Scan', 'T1046', 'suspect', 'scanned ports and addresses, says the sensor'],
  ['EternalSafety::EternalBlue', 'T1210', 'exploit', 'sent an exploit of MS17-010 (EternalBlue), says the sensor'],
  ['EternalSafety::EternalSynergy', 'T1210', 'exploit', 'sent an exploit of MS17-010 (EternalSynergy), says the sensor'],
  ['EternalSafety::EternalChampion', 'T1210', 'exploit', 'sent an exploit of MS17-010 (EternalChampion), says the sensor'],
  ['EternalSafety::ViolationNtRename', 'T1210', 'exploit', 'sent an exploit of MS17-010, says the sensor'],
  ['EternalSafety::DoublePulsar', 'T1210', 'exploit', 'spoke to a DoublePulsar implant, says the sensor'],
  ['EternalSafety::ViolationTx2Cmd', 'T1210', 'suspect', 'asked for a DoublePulsar implant, says the sensor'],
  ['EternalSafety::ViolationPidMid', 'T1210', 'suspect', 'broke the rules of SMB 1, says the sensor'],
  ['EternalSafety::ViolationCmd', 'T1210', 'suspect', 'broke the rules of SMB 1, says the sensor'],
  ['Zerologon::Zerologon_Attempt', 'T1210', 'suspect', 'tried Zerologon, says the sensor'],
  ['Zerologon::Zerologon_Password_Change', 'T1210 T1098', 'exploit', 'changed a password with Zerologon, says the sensor'],
  ['PrintNightmare::Printer_Driver_Changed_Successfully', 'T1210 T1068', 'execute', 'installed a printer driver, says the sensor'],
  ['ATTACK::Credential_Access', '', 'credentials', 'took credentials, says BZAR'],
  ['ATTACK::Defense_Evasion', '', 'conceal', 'covered tracks, says BZAR'],
  ['ATTACK::Discovery', '', 'suspect', 'looked around, says BZAR'],
  ['ATTACK::Execution', '', 'execute', 'executed something, says BZAR'],
  ['ATTACK::Impact', '', 'impact', 'broke something, says BZAR'],
  ['ATTACK::Lateral_Movement', 'T1021.002', 'transfer', 'used an admin share, says BZAR'],
  ['ATTACK::Lateral_Movement_Extracted_File', 'T1570', 'transfer', 'wrote a file to an admin share, says BZAR'],
  ['ATTACK::Lateral_Movement_Multiple_Attempts', 'T1021.002', 'suspect', 'tried many admin shares, says BZAR'],
  ['ATTACK::Lateral_Movement_and_Execution', 'T1021.002 T1570', 'execute', 'used an admin share and executed something, says BZAR'],
  ['ATTACK::Persistence', '', 'execute', 'made itself at home, says BZAR'],
] // prettier-ignore

const byNote = new Map(
  rows.map(([note, techniques, grade, what]) => [
    note,
    { techniques: techniques.split(' ').filter(Boolean), grade, what },
  ]),
)

/** BZAR names its techniques in words: "T1021.002 Remote Services: SMB/Windows Admin Shares + T1570 Lateral Tool Transfer". */
const named = (text: string): string[] =>
  (text.match(/\bT\d{4}(\.\d{3})?\b/g) ?? []).map(id => renumbered.get(id) ?? id)

/** ATT&CK's numbers until 2020, which BZAR had before that, and today's. */
const renumbered = table<string>({
  T1003: 'T1003.006',
  T1004: 'T1547.004',
  T1013: 'T1547.010',
  T1035: 'T1569.002',
  T1053: 'T1053.005',
  T1070: 'T1070.001',
  T1077: 'T1021.002',
  T1105: 'T1570',
})

/** What a sensor's own notice means; undefined for notes that are not known here. */
export function sensorNotice(note: string, { about, message }: Event['detail']): SensorNotice | undefined {
  if (note === 'PetitPotam::PetitPotam') return petitPotam(String(message))
  const found = byNote.get(note)
  const own = note.startsWith('ATTACK::') ? named(String(about)) : []
  return found && { ...found, techniques: [...new Set([...own, ...found.techniques])] }
}

const petitPotam = (message: string): SensorNotice =>
  /^Successful/i.test(message)
    ? {
        techniques: ['T1187'],
        grade: 'credentials',
        what: 'forced a host to authenticate (EFS), says the sensor',
      }
    : {
        techniques: ['T1187'],
        grade: 'suspect',
        what: 'tried to force a host to authenticate (EFS), says the sensor',
      }

/** The table's rows, as docs/techniques.md shows them. */
export const sensorNotices = rows
