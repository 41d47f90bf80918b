import { changeHostKey } from "./change-host-key.ts";
import { cutLine } from "./cut-line.ts";
import { cutPower } from "./cut-power.ts";
import { fillBoot, fillDisk } from "./fill-disk.ts";
import { killController } from "./kill-controller.ts";
import { killPostgres } from "./kill-postgres.ts";
import { killTransaction } from "./kill-transaction.ts";
import type { LabFault } from "./lab-fault.ts";
import { mirrorFaults } from "./mirror-faults.ts";
import { neverComesBack } from "./never-comes-back.ts";
import { rebootHost } from "./reboot-host.ts";
import { scriptletFaults } from "./scriptlets.ts";

/** Everything that the lab can let go wrong. */
export const allFaults: readonly LabFault[] = [
  killTransaction,
  killController,
  killPostgres,
  cutLine,
  rebootHost,
  cutPower,
  neverComesBack,
  fillDisk,
  fillBoot,
  changeHostKey,
  ...scriptletFaults,
  ...mirrorFaults,
];
