import type { JsonObject } from '../text/values.ts'
import { vpcJson } from './aws-vpc.ts'
import { azureAudit } from './azure-audit.ts'
import { azureNsg, azureVnet } from './azure-flows.ts'
import { azureVm } from './azure-vm.ts'
import { cloudtrail } from './cloudtrail.ts'
import type { CloudFormat } from './format.ts'
import { gcpAudit } from './gcp-audit.ts'
import { gcpFlows } from './gcp-flows.ts'

/** A new format is one file and one entry; the first that claims a record reads it. */
const formats: readonly CloudFormat[] = [
  azureNsg,
  azureVnet,
  azureAudit,
  azureVm,
  cloudtrail,
  gcpFlows,
  gcpAudit,
  vpcJson,
]

export const formatOf = (record: JsonObject): CloudFormat | undefined =>
  formats.find(format => format.claims(record))
